import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { showStats } from '../../session/show-stats.js';
import { addStatsFlags, type StatsOptions } from '../stats.js';
import type { AddVerb } from '../verb.js';

export const addContainerStats: AddVerb = (container, run) => {
  const command = container
    .command('stats')
    .description('Show what containers use of processors, memory, network and disks, until Ctrl-C')
    .addHelpText(
      'after',
      examples(['', 'All containers, until Ctrl-C'], ['--no-stream web', 'One of them, once']),
    )
    .argument('[container...]', 'only these')
    .action(run(stats));
  addStatsFlags(command);
};

async function stats(cli: Cli, names: readonly string[], options: StatsOptions): Promise<void> {
  const client = await cli.connect();
  const found = await Promise.all(names.map((name) => client.inspectContainer(name)));
  const containers = found.map(({ container }) => container.id);
  await showStats(cli, client, {
    format: options.format,
    // Those that are named are shown, whether they run or not.
    all: options.all === true || names.length > 0,
    full: !options.trunc,
    once: !options.stream,
    isShown: () => true,
    ...(names.length === 0 ? {} : { containers }),
  });
}
