import { randomBytes } from 'node:crypto';
import { loginsForUp } from '../../local/credentials/logins-for-up.js';
import { honourLock } from '../../local/lock/honour-lock.js';
import { contentsFor } from '../../local/read-contents.js';
import { requireSupport } from '../../local/require-support.js';
import type { RunRequest } from '../../spec/operations.js';
import { ADOPT } from '../adopt.js';
import { type Cli, requireServices } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import type { ProgressSink } from '../progress/sink.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { addRunFlags, checkRunFlags, type RunFlags } from '../run-flags.js';
import { envFromFiles } from '../session/env-from-files.js';
import { oneOffMounts } from '../session/one-off-mounts.js';
import { type Lookup, oneOffService } from '../session/one-off-service.js';
import { type Begin, runAttached, runDetached, startedFor } from '../session/run-one-off.js';
import { NO_UP_FLAGS, upRequest } from '../up-flags.js';
import { withWrittenFlags } from '../written-flags.js';
import type { AddVerb } from './verb.js';

const SLUG_BYTES = 32;
const SHORT_SLUG = 12;

export const addRun: AddVerb = (program, run) => {
  const command = withWrittenFlags(program.command('run'), { handsOn: true })
    .description('Run a command in a container of its own beside those of a service')
    .addHelpText(
      'after',
      examples(
        ['--rm web sh', "A shell in web's image, with its networks and volumes, removed afterwards"],
        ['--rm --no-deps web npm test', 'Without starting what web depends on'],
        ['-d --service-ports web', 'In the background, with its ports'],
      ),
    )
    .usage('[options] SERVICE [COMMAND] [ARGS...]')
    .argument('<service>', 'service that it is made of')
    .argument('[command...]', "command and its arguments; the service's own without it")
    .passThroughOptions()
    .option('--adopt', ADOPT)
    .action(run(runService));
  addDryRun(addRunFlags(command));
};

async function runService(
  cli: Cli,
  service: string,
  args: readonly string[],
  flags: RunFlags,
): Promise<void> {
  checkRunFlags(flags, cli.globals.dryRun);
  const request = await prepare(cli, service, args, flags);
  const client = await cli.connect();
  const progress = await openProgress(cli, flags);
  const begin: Begin = (signal) => client.run(request.stack.name, request, signal);
  if (flags.detach) {
    const id = await runDetached(cli, begin, progress);
    if (id !== undefined) cli.print(`${id}\n`);
    return;
  }
  const attach = startedFor(client, { input: request.container.stdinOpen });
  cli.exitCode = await runAttached(cli, begin, attach, progress);
}

async function prepare(
  cli: Cli,
  service: string,
  args: readonly string[],
  flags: RunFlags,
): Promise<RunRequest> {
  const { host } = cli;
  const loaded = await honourLock(cli, await cli.resolveStack({ enable: [service] }), NO_UP_FLAGS);
  requireServices([service], Object.keys(loaded.stack.services));
  const lookup: Lookup = (name) => loaded.variable(name) ?? host.env[name];
  const fromFiles = await envFromFiles(cli, flags.envFromFile, lookup);
  const { services } = loaded.stack;
  const own = services[service];
  const stack =
    own === undefined
      ? loaded.stack
      : {
          ...loaded.stack,
          services: { ...services, [service]: oneOffService(own, args, flags, lookup, fromFiles) },
        };
  requireSupport(loaded);
  const up = upRequest(cli, { ...loaded, stack }, [service], { ...NO_UP_FLAGS, ...flags });
  const logins = await loginsForUp(
    await host.logins(),
    async () => (await cli.connect()).images(),
    stack,
    flags.pull,
  );
  const slug = randomBytes(SLUG_BYTES).toString('hex');
  const tty = wantsTerminal(cli, flags);
  const { rows = 0, columns: cols = 0 } = host.stdout;
  return {
    ...up,
    ...logins,
    ...(await contentsFor(loaded)),
    service,
    withoutDependencies: !flags.deps,
    container: {
      name: flags.name ?? `${stack.name}-${service}-run-${slug.slice(0, SHORT_SLUG)}`,
      slug,
      useAliases: flags.useAliases === true,
      autoRemove: flags.rm === true,
      stdinOpen: flags.interactive && !flags.detach,
      tty,
      mounts: oneOffMounts(flags.volume, stack, { from: host.cwd, home: host.env.HOME }),
    },
    ...(flags.detach ? {} : { attach: tty ? { rows, cols } : { rows: 0, cols: 0 } }),
  };
}

/** When both ends are one, unless that is not wanted. */
function wantsTerminal({ host }: Cli, { TTY, tty, interactive, detach }: RunFlags): boolean {
  if (!TTY || tty === false || detach) return false;
  return host.stdout.isTTY === true && (!interactive || host.stdin.isTTY === true);
}

async function openProgress(cli: Cli, { quiet, quietPull }: RunFlags): Promise<ProgressSink> {
  const progress = await cli.openProgress(quiet ? 'quiet' : cli.globals.progress);
  return quietPull ? withoutPulls(progress) : progress;
}
