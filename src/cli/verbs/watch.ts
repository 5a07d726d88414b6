import { Option } from 'commander';
import type { Cli } from '../cli.js';
import { parseBoolean } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { Interrupts } from '../session/interrupts.js';
import { prepareUp } from '../session/prepare-up.js';
import { runOperation } from '../session/run-operation.js';
import { showOperation } from '../session/show-operation.js';
import { NO_UP_FLAGS } from '../up-flags.js';
import type { WatchScreen } from '../watch/watch-screen.js';
import type { AddVerb } from './verb.js';

interface WatchOptions {
  /** False for `--no-up`. */
  readonly up: boolean;
  readonly quiet?: true;
}

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export const addWatch: AddVerb = (program, run) => {
  program
    .command('watch')
    .description('Bring services up, and pass on what changes in their source files')
    .addHelpText(
      'after',
      examples(
        ['', 'All services that have develop.watch'],
        ['--no-up web', 'web alone, which is up already'],
      ),
    )
    .argument('[service...]', 'only these')
    .option('--no-up', 'start nothing before')
    .option('--quiet', 'no progress of pulls')
    .addOption(
      new Option('--prune [boolean]', 'remove dangling images after a rebuild; there is no rebuild so far')
        .argParser(parseBoolean('--prune'))
        .hideHelp(),
    )
    .action(run(watch));
};

async function watch(cli: Cli, services: readonly string[], options: WatchOptions): Promise<void> {
  const prepared = await prepareUp(cli, services, NO_UP_FLAGS);
  const request = { ...prepared, recreateDependencies: 'none' as const };
  const [{ watchRules }, { followChanges }] = await Promise.all([
    import('../watch/watch-rules.js'),
    import('../watch/follow-changes.js'),
  ]);
  const { rules, warnings } = watchRules(request.stack, services);
  for (const warning of warnings) cli.warn(warning);
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  if (options.up) {
    const progress = await cli.openProgress();
    const shown = options.quiet ? withoutPulls(progress) : progress;
    try {
      await runOperation(client.up(request.stack.name, request, interrupts.asked), shown);
    } finally {
      await progress.close();
    }
  }
  await followChanges(screenOf(cli), client, request, rules, interrupts.asked);
  cli.exitCode = INTERRUPTED;
}

/** The screen is all for watching. */
function screenOf(cli: Cli): WatchScreen {
  return {
    host: cli.host,
    say: (text) => cli.print(`${text}\n`),
    warn: (message) => cli.warn(message),
    operate: async (begin) => void (await showOperation(cli, begin)),
  };
}
