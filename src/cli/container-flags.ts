import { type Command, Option } from 'commander';
import { TscomposeError } from '../base/errors.js';
import type { RestartPolicy } from '../spec/container.js';
import { appendValue } from './flag-values.js';
import { addIsolationFlags, type IsolationFlags } from './isolation-flags.js';
import { addLimitFlags, type LimitFlags } from './limit-flags.js';
import { type PullFlag, parsePull } from './pull-flag.js';
import { parseRestart } from './restart-flag.js';
import { DEFAULT_DETACH_KEYS } from './session/detach-keys.js';

/** Flags of `container create`, and of `container run` too. */
export interface ContainerFlags extends IsolationFlags, LimitFlags {
  readonly cidfile?: string;
  readonly entrypoint?: string;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly expose: readonly string[];
  readonly healthCmd?: string;
  readonly healthInterval?: string;
  readonly healthRetries?: string;
  readonly healthStartInterval?: string;
  readonly healthStartPeriod?: string;
  readonly healthTimeout?: string;
  /** False for `--no-healthcheck`. */
  readonly healthcheck: boolean;
  readonly hostname?: string;
  readonly init?: true;
  readonly interactive?: true;
  readonly ip?: string;
  readonly label: readonly string[];
  readonly macAddress?: string;
  readonly mount: readonly string[];
  readonly name?: string;
  readonly net: readonly string[];
  readonly netAlias: readonly string[];
  readonly network: readonly string[];
  readonly networkAlias: readonly string[];
  readonly platform?: string;
  readonly publish: readonly string[];
  readonly publishAll?: true;
  readonly pull: PullFlag;
  readonly quiet?: true;
  readonly restart?: RestartPolicy;
  readonly rm?: true;
  readonly stopSignal?: string;
  readonly stopTimeout?: string;
  readonly tmpfs: readonly string[];
  readonly tty?: true;
  readonly user?: string;
  readonly volume: readonly string[];
  readonly workdir?: string;
}

export interface ContainerRunFlags extends ContainerFlags {
  readonly detach?: true;
  readonly detachKeys: string;
  readonly sigProxy?: boolean;
}

/** What Docker has and this engine not yet: refused by name. */
const UNSUPPORTED =
  '--annotation= -a,--attach= --cgroup-parent= --cgroupns= --cpu-rt-period= --cpu-rt-runtime= --gpus= --ip6= ' +
  '--isolation= --kernel-memory= --label-file= --link= --link-local-ip= --log-driver= --log-opt= ' +
  '--runtime= --storage-opt= --use-api-socket --userns= --volume-driver= --volumes-from=';

export function addContainerFlags(command: Command): Command {
  for (const word of UNSUPPORTED.split(' ')) {
    const flags = word.replace(',', ', ').replace('=', ' <value>');
    command.addOption(new Option(flags).hideHelp().argParser(() => true));
  }
  return addLimitFlags(addIsolationFlags(command))
    .option('--cidfile <file>', 'write the id to a file that is not there yet')
    .option('--entrypoint <program>', "instead of the image's entrypoint")
    .option('-e, --env <variable>', 'KEY=value, or KEY to pass on; may be repeated', appendValue, [])
    .option('--env-file <file>', 'variables of a file; may be repeated', appendValue, [])
    .option('--expose <port>', 'port that it serves, for -P; may be repeated', appendValue, [])
    .option('--health-cmd <command>', 'a shell command that tells whether it is healthy')
    .option('--health-interval <duration>', 'time between checks')
    .option('--health-retries <number>', 'failures after which it is unhealthy')
    .option('--health-start-interval <duration>', 'time between checks while it starts')
    .option('--health-start-period <duration>', 'time to start, in which failures do not count')
    .option('--health-timeout <duration>', 'time that a check may take')
    .option('--no-healthcheck', "without the image's check")
    .option('-h, --hostname <name>', 'host name inside')
    .option('--init', 'with an init of ours, which passes signals on and reaps orphans')
    .option('-i, --interactive', 'pass standard input on')
    .option('--ip <address>', 'its IPv4 address on its network, which has a subnet of its own choice')
    .option('-l, --label <label>', 'KEY or KEY=value; may be repeated', appendValue, [])
    .option('--mac-address <address>', 'of its interface there')
    .option(
      '--mount <mount>',
      'type=bind|volume|tmpfs,source=...,target=...; may be repeated',
      appendValue,
      [],
    )
    .option('--name <name>', 'name of the container; one is made up without it')
    .option('--network <network>', 'network to be on, or none; may be repeated', appendValue, [])
    .option('--network-alias <name>', 'further name on its networks; may be repeated', appendValue, [])
    .addOption(new Option('--net <network>').hideHelp().argParser(appendValue).default([], ''))
    .addOption(new Option('--net-alias <name>').hideHelp().argParser(appendValue).default([], ''))
    .option('--platform <platform>', 'os/architecture of the image')
    .option('-p, --publish <port>', '[[ADDRESS:]PORT:]PORT[/PROTOCOL]; may be repeated', appendValue, [])
    .option('-P, --publish-all', 'publish all ports that the image exposes on free ones')
    .option('--pull <policy>', 'always, missing or never', parsePull, 'missing')
    .option('-q, --quiet', 'no progress of pulls')
    .option('--restart <policy>', 'no, always, unless-stopped, or on-failure[:times]', parseRestart)
    .option('--rm', 'remove the container when it has ended')
    .option('--stop-signal <signal>', 'signal that stops it')
    .option('--stop-timeout <seconds>', 'time to stop before it is killed')
    .option('--tmpfs <path[:options]>', 'file system in memory; may be repeated', appendValue, [])
    .option('-t, --tty', 'with a terminal')
    .option('-u, --user <user>', 'run as this user')
    .option(
      '-v, --volume <volume>',
      'mount a volume or a path of this machine; may be repeated',
      appendValue,
      [],
    )
    .option('-w, --workdir <path>', 'working directory inside');
}

export function addContainerRunFlags(command: Command): Command {
  return addContainerFlags(command)
    .option('-d, --detach', 'leave the container to itself, and print its id')
    .option('--detach-keys <keys>', 'keys that leave it running', DEFAULT_DETACH_KEYS)
    .option('--sig-proxy', 'pass signals on to it (the default)', true)
    .addOption(new Option('--no-sig-proxy').hideHelp());
}

/** @throws USAGE for a flag of Docker's that cannot be heeded yet, or for two that contradict each other */
export function checkContainerFlags(
  command: Command,
  flags: ContainerFlags & { readonly detach?: true },
): void {
  const known = UNSUPPORTED.split(' ').map((word) => word.replace(/^.*--/, '--').replace('=', ''));
  const given = command.options.find(
    (option) =>
      known.includes(option.long ?? '') && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (given !== undefined)
    throw new TscomposeError('USAGE', `container ${command.name()} ${given.long} is not supported yet`);
  if (flags.rm && flags.restart !== undefined && flags.restart.name !== 'no') {
    throw new TscomposeError('USAGE', 'conflicting options: cannot specify both --restart and --rm');
  }
}
