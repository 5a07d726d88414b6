import type { ContainerSummary } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { containerJsonLines, containerTable } from '../render/container-list.js';
import { requireKnownServices } from '../session/scope.js';
import type { AddVerb } from './verb.js';

interface PsOptions {
  readonly all?: true;
  readonly format: 'table' | 'json';
  readonly quiet?: true;
  readonly services?: true;
  readonly trunc: boolean;
}

export const addPs: AddVerb = (program, run) => {
  program
    .command('ps')
    .description('List containers')
    .addHelpText(
      'after',
      examples(
        ['', 'Containers that run'],
        ['-a --format json | jq -r .Name', 'Names of all, also of those that ended'],
      ),
    )
    .argument('[service...]', 'only these')
    .option('-a, --all', 'stopped containers too')
    .option(
      '--format <format>',
      'table or json (one object per line)',
      parseFormat(['table', 'json']),
      'table',
    )
    .option('-q, --quiet', 'only ids')
    .option('--services', 'only names of services')
    .option('--no-trunc', 'do not cut columns')
    .action(run(ps));
};

async function ps(cli: Cli, services: readonly string[], options: PsOptions): Promise<void> {
  const name = await cli.stackName();
  const client = await cli.connectIfAny();
  const found = client === undefined ? [] : await client.ps(name);
  await requireKnownServices(cli, services, found);
  const shown = found
    .filter((container) => options.all || (isUp(container) && !container.oneOff))
    .filter((container) => services.length === 0 || services.includes(container.service));
  cli.print(psText(shown, cli.host.now(), options));
}

function psText(containers: readonly ContainerSummary[], now: Date, options: PsOptions): string {
  if (options.quiet) return containers.map((container) => `${container.id}\n`).join('');
  if (options.services) {
    return [...new Set(containers.map((container) => container.service))].map((name) => `${name}\n`).join('');
  }
  const full = { full: !options.trunc };
  return options.format === 'json'
    ? containerJsonLines(containers, now, full)
    : containerTable(containers, now, full);
}

function isUp(container: ContainerSummary): boolean {
  return container.state.status === 'running' || container.restarting;
}
