import { TscomposeError } from '../../../base/errors.js';
import type { Cli } from '../../cli.js';
import { appendValue } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { DEFAULT_DETACH_KEYS } from '../../session/detach-keys.js';
import { envFromFiles } from '../../session/env-from-files.js';
import { execIn } from '../exec.js';
import type { AddVerb } from '../verb.js';

interface ExecOptions {
  readonly detach?: true;
  readonly detachKeys: string;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly interactive?: true;
  readonly privileged?: true;
  readonly tty?: true;
  readonly user?: string;
  readonly workdir?: string;
}

export const addContainerExec: AddVerb = (container, run) => {
  container
    .command('exec')
    .description('Execute a command in a running container')
    .addHelpText(
      'after',
      examples(['-it web sh', 'A shell'], ['-u postgres db psql', 'A command as another user']),
    )
    .usage('[options] CONTAINER COMMAND [ARGS...]')
    .argument('<container>', 'name, id, or the beginning of one')
    .argument('<command...>', 'command and its arguments')
    .passThroughOptions()
    .option('-d, --detach', 'leave it to itself once it has begun')
    .option('--detach-keys <keys>', 'keys that leave the command running', DEFAULT_DETACH_KEYS)
    .option('-e, --env <variable>', 'KEY=value, or KEY to pass on; may be repeated', appendValue, [])
    .option('--env-file <file>', 'variables of a file; may be repeated', appendValue, [])
    .option('-i, --interactive', 'pass standard input on')
    .option('-t, --tty', 'with a terminal')
    .option('-u, --user <user>', 'run as this user')
    .option('-w, --workdir <path>', 'working directory of the command')
    .option('--privileged', 'with all capabilities, whatever the container has')
    .action(run(exec));
};

async function exec(cli: Cli, name: string, command: readonly string[], options: ExecOptions): Promise<void> {
  const { interactive = false, tty = false, detach, envFile, ...rest } = options;
  requireTerminal(cli, { interactive: interactive && !detach, tty });
  const fromFiles = await envFromFiles(cli, envFile, (key) => cli.host.env[key]);
  const env = [...[...fromFiles].map(([key, value]) => `${key}=${value}`), ...options.env];
  const target = await (await cli.connect()).containerExecTarget(name);
  await execIn(cli, target, command, { ...rest, ...(detach ? { detach } : {}), env, interactive, tty });
}

/** @throws USAGE for a terminal inside whose input would come from none */
export function requireTerminal(
  { host }: Cli,
  { interactive, tty }: { readonly interactive: boolean; readonly tty: boolean },
): void {
  if (!tty || !interactive || host.stdin.isTTY === true) return;
  throw new TscomposeError('USAGE', 'the input device is not a TTY', {
    hint: 'Leave -t out, or run it from a terminal.',
  });
}
