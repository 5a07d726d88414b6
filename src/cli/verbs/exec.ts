import { TscomposeError } from '../../base/errors.js';
import type { ExecTarget } from '../../spec/engine.js';
import type { ExecRequestMessage } from '../../wire/exec-session.js';
import type { Cli } from '../cli.js';
import { appendValue, parseIndex } from '../flag-values.js';
import { examples } from '../help/examples.js';
import type { Host } from '../host.js';
import { DEFAULT_DETACH_KEYS } from '../session/detach-keys.js';
import { beginExec, runExec } from '../session/run-exec.js';
import type { AddVerb } from './verb.js';

interface ExecOptions {
  /** False with -T. */
  readonly tty: boolean;
  readonly user?: string;
  readonly workdir?: string;
  readonly env: readonly string[];
  readonly index: number;
  readonly detachKeys: string;
  readonly detach?: true;
  readonly privileged?: true;
}

export const addExec: AddVerb = (program, run) => {
  program
    .command('exec')
    .description('Execute a command in a running container')
    .addHelpText(
      'after',
      examples(
        ['web sh', 'A shell in web'],
        ['-T db pg_dump -U app app > dump.sql', 'Without a terminal, for scripts'],
        ['-u root -w /srv web ls -l', 'As another user, in another directory'],
      ),
    )
    .usage('[options] SERVICE COMMAND [ARGS...]')
    .argument('<service>', 'service whose container it is')
    .argument('<command...>', 'command and its arguments')
    .passThroughOptions()
    .option('-T, --no-tty', 'no terminal; also when standard input or output is none')
    .option('-u, --user <user>', 'run as this user')
    .option('-w, --workdir <path>', 'working directory of the command')
    .option('-e, --env <variable>', 'KEY=value, or KEY to pass on; may be repeated', appendValue, [])
    .option('--index <number>', 'which container of the service, by its number', parseIndex, 0)
    .option(
      '--detach-keys <keys>',
      'keys that leave the command running, e.g. ctrl-p,ctrl-q or a',
      DEFAULT_DETACH_KEYS,
    )
    .option('-d, --detach', 'leave it to itself once it has begun')
    .option('--privileged', 'with all capabilities, whatever the container has')
    .action(run(exec));
};

async function exec(
  cli: Cli,
  service: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<void> {
  const name = await cli.stackName();
  const client = await cli.connectIfAny();
  if (client === undefined) {
    throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${service}" is not running`);
  }
  const target = await client.execTarget(name, { service, index: options.index });
  const { stdin, stdout } = cli.host;
  const tty = options.tty && stdin.isTTY === true && stdout.isTTY === true;
  await execIn(cli, target, command, { ...options, tty });
}

/** Executes a command in a container. @param options.tty whether it gets a terminal */
export async function execIn(
  cli: Cli,
  target: ExecTarget,
  command: readonly string[],
  options: Omit<ExecOptions, 'index'> & { readonly interactive?: boolean },
): Promise<void> {
  const request = execRequest(target, command, options, options.tty && !options.detach, cli.host);
  if (options.detach) await beginExec(target.socketPath, request);
  else
    cli.exitCode = await runExec(
      cli.host,
      target.socketPath,
      request,
      options.detachKeys,
      options.interactive ?? true,
    );
}

function execRequest(
  target: ExecTarget,
  command: readonly string[],
  options: Pick<ExecOptions, 'env' | 'workdir' | 'user' | 'privileged'>,
  tty: boolean,
  host: Host,
): ExecRequestMessage {
  const terminal = tty && !target.env.some((entry) => entry.startsWith('TERM=')) ? ['TERM=xterm'] : [];
  return {
    arg: command,
    env: mergeEnv([...target.env, ...terminal], options.env, host.env),
    cwd: options.workdir ?? target.workingDir,
    user: options.user ?? target.user,
    tty,
    rows: tty ? (host.stdout.rows ?? 0) : 0,
    cols: tty ? (host.stdout.columns ?? 0) : 0,
    ...(options.privileged ? { privileged: true } : {}),
  };
}

/** `KEY` alone takes the caller's value, and is left out where the caller has none. */
export function mergeEnv(
  base: readonly string[],
  flags: readonly string[],
  caller: Host['env'],
): readonly string[] {
  const merged = new Map(base.map(splitEntry));
  for (const flag of flags) {
    const [key, value] = flag.includes('=') ? splitEntry(flag) : [flag, caller[flag]];
    if (value !== undefined) merged.set(key, value);
  }
  return [...merged].map(([key, value]) => `${key}=${value}`);
}

function splitEntry(entry: string): [string, string] {
  const at = entry.indexOf('=');
  return at === -1 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)];
}
