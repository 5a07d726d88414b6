import { TscomposeError } from '../../../base/errors.js';
import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { DEFAULT_DETACH_KEYS } from '../../session/detach-keys.js';
import { eachContainer } from '../../session/each-container.js';
import { Interrupts } from '../../session/interrupts.js';
import { runAttached, startedFor } from '../../session/run-one-off.js';
import type { AddVerb } from '../verb.js';

interface StartOptions {
  readonly attach?: true;
  readonly detachKeys: string;
  readonly interactive?: true;
}

export const addContainerStart: AddVerb = (container, run) => {
  container
    .command('start')
    .description('Start containers')
    .addHelpText(
      'after',
      examples(['web db', 'Several at once'], ['-a job', 'See what it writes, and end with its exit code']),
    )
    .argument('<container...>', 'names, ids, or the beginnings of ids')
    .option('-a, --attach', 'show what it writes, and end with its exit code')
    .option('--detach-keys <keys>', 'keys that leave it running', DEFAULT_DETACH_KEYS)
    .option('-i, --interactive', 'pass standard input on')
    .action(run(start));
};

async function start(cli: Cli, names: readonly string[], options: StartOptions): Promise<void> {
  const client = await cli.connect();
  if (!options.attach && !options.interactive) {
    using interrupts = new Interrupts(cli.host);
    await eachContainer(cli, names, (name) => client.actOnContainer(name, { do: 'start' }, interrupts.asked));
    return;
  }
  const [name = '', ...others] = names;
  if (others.length > 0)
    throw new TscomposeError('USAGE', 'you cannot start and attach multiple containers at once');
  const { rows = 0, columns: cols = 0 } = cli.host.stdout;
  const attach = startedFor(client, { input: options.interactive === true, detachKeys: options.detachKeys });
  const progress = await cli.openProgress('quiet');
  cli.exitCode = await runAttached(
    cli,
    (signal) => client.startAttached(name, { rows, cols }, signal),
    attach,
    progress,
  );
}
