import { type Command, Option } from 'commander';
import { TscomposeError } from '../base/errors.js';
import { appendValue } from './flag-values.js';
import { POLICIES, type PullFlag, parsePull } from './pull-flag.js';

/** Flags of `run`, as Docker Compose has them. */
export interface RunFlags {
  readonly detach?: true;
  readonly env: readonly string[];
  readonly envFromFile: readonly string[];
  readonly interactive: boolean;
  readonly label: readonly string[];
  readonly name?: string;
  /** False for `-T`. */
  readonly TTY: boolean;
  readonly tty?: boolean;
  /** False for `--no-deps`. */
  readonly deps: boolean;
  readonly entrypoint?: string;
  readonly servicePorts?: true;
  readonly publish: readonly string[];
  readonly pull?: PullFlag;
  readonly quiet?: true;
  readonly quietPull?: true;
  readonly removeOrphans?: true;
  readonly rm?: true;
  readonly useAliases?: true;
  readonly user?: string;
  readonly volume: readonly string[];
  readonly workdir?: string;
  readonly adopt?: true;
  readonly build?: true;
  readonly quietBuild?: true;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
}

export function addRunFlags(command: Command): Command {
  return command
    .option('-d, --detach', 'leave the container to itself, and print its id')
    .option('--entrypoint <command>', "instead of the image's entrypoint")
    .option('-e, --env <variable>', 'KEY=value, or KEY to pass on; may be repeated', appendValue, [])
    .option('--env-from-file <file>', 'variables of a file; may be repeated', appendValue, [])
    .option('-i, --interactive', 'pass standard input on (the default)', true)
    .addOption(new Option('--no-interactive').hideHelp())
    .option('-l, --label <label>', 'add or replace a label; may be repeated', appendValue, [])
    .option('--name <name>', 'name of the container')
    .option('-T, --no-TTY', 'no terminal; also when standard input or output is none')
    .addOption(new Option('--no-tty').hideHelp())
    .addOption(new Option('-t, --tty').hideHelp())
    .option('--no-deps', 'leave alone what the service depends on')
    .option('-p, --publish <port>', 'publish a port; may be repeated', appendValue, [])
    .option('-P, --service-ports', "publish the service's ports")
    .option('--pull <policy>', `pull images before: ${Object.keys(POLICIES).join(', ')}`, parsePull)
    .option('-q, --quiet', 'no progress')
    .option('--quiet-pull', 'no progress of pulls')
    .option('--remove-orphans', 'remove containers of services that the file no longer has')
    .option('--rm', 'remove the container when it has ended')
    .option('--use-aliases', "let others reach it by the service's names")
    .option('-u, --user <user>', 'run as this user')
    .option(
      '-v, --volume <volume>',
      'mount a volume or a path of this machine; may be repeated',
      appendValue,
      [],
    )
    .option('-w, --workdir <path>', 'working directory inside the container')
    .option('--build', 'build the image before; not possible yet')
    .addOption(new Option('--quiet-build').hideHelp())
    .option('--cap-add <capability>', 'capability that it has besides; may be repeated', appendValue, [])
    .option('--cap-drop <capability>', 'capability that it does not have; may be repeated', appendValue, []);
}

/** @throws USAGE for flags that contradict each other, or ask for what cannot be done */
export function checkRunFlags(flags: RunFlags, isRehearsal: boolean): void {
  if (flags.servicePorts && flags.publish.length > 0) {
    throw new TscomposeError('USAGE', '--service-ports and --publish are incompatible');
  }
  if (isRehearsal && !flags.detach) {
    throw new TscomposeError('USAGE', 'interactive run is not supported in dry-run mode', {
      hint: 'With -d it tells what would be done.',
    });
  }
  if (flags.build || flags.quietBuild) {
    throw new TscomposeError('USAGE', '--build: this version of tscompose cannot build images', {
      hint: 'Build the image elsewhere, then "tscompose load" or "tscompose pull" it.',
    });
  }
}
