import type { Command } from 'commander';
import { LABEL } from '../../spec/labels.js';
import type { Cli } from '../cli.js';
import { FORMAT_HELP, type ListFormat, parseListFormat, TABLE } from '../format/list-format.js';
import { examples } from '../help/examples.js';
import { requireKnownServices } from '../session/scope.js';
import { showStats } from '../session/show-stats.js';
import type { AddVerb } from './verb.js';

export interface StatsOptions {
  readonly all?: true;
  readonly format: ListFormat;
  /** False with --no-stream. */
  readonly stream: boolean;
  /** False with --no-trunc. */
  readonly trunc: boolean;
}

export const addStats: AddVerb = (program, run) => {
  const command = program
    .command('stats')
    .description('Show what containers use of processors, memory, network and disks, until Ctrl-C')
    .addHelpText(
      'after',
      examples(['', 'All containers, refreshed'], ['--no-stream --format json', 'Once, for programs']),
    )
    .argument('[service]', 'only its containers')
    .action(run(stats));
  addStatsFlags(command);
};

export function addStatsFlags(command: Command): Command {
  return command
    .option('-a, --all', 'containers that do not run, too')
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('--no-stream', 'only once')
    .option('--no-trunc', 'whole ids');
}

async function stats(cli: Cli, service: string | undefined, options: StatsOptions): Promise<void> {
  const project = await cli.stackName();
  const client = await cli.connect();
  const services = service === undefined ? [] : [service];
  await requireKnownServices(cli, services, await client.ps(project));
  await showStats(cli, client, {
    format: options.format,
    all: options.all === true,
    full: !options.trunc,
    once: !options.stream,
    isShown: ({ labels }) =>
      labels[LABEL.project] === project && (service === undefined || labels[LABEL.service] === service),
  });
}
