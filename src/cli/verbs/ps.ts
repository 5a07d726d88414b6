import type { ContainerSummary } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { FORMAT_HELP, type ListFormat, listRenderer, parseListFormat, TABLE } from '../format/list-format.js';
import { examples } from '../help/examples.js';
import { containerList } from '../render/container-list.js';
import { requireKnownServices } from '../session/scope.js';
import type { AddVerb } from './verb.js';

interface PsOptions {
  readonly all?: true;
  readonly format: ListFormat;
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
        ["--format '{{.Name}}: {{.Status}}'", 'A line for each, by a template'],
      ),
    )
    .argument('[service...]', 'only these')
    .option('-a, --all', 'stopped containers too')
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('-q, --quiet', 'only ids')
    .option('--services', 'only names of services')
    .option('--no-trunc', 'do not cut columns')
    .action(run(ps));
};

async function ps(cli: Cli, services: readonly string[], options: PsOptions): Promise<void> {
  const render = await listRenderer(
    options.format,
    containerList(cli.host.now(), !options.trunc),
    cli.tableWidth(options.trunc),
  );
  const name = await cli.stackName();
  const client = await cli.connectIfAny();
  const found = client === undefined ? [] : await client.ps(name);
  await requireKnownServices(cli, services, found);
  const shown = found
    .filter((container) => options.all || (isUp(container) && !container.oneOff))
    .filter((container) => services.length === 0 || services.includes(container.service));
  if (options.quiet) cli.print(linesOf(shown.map(({ id }) => id)));
  else if (options.services) cli.print(linesOf([...new Set(shown.map(({ service }) => service))]));
  else cli.print(render(shown));
}

function linesOf(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join('');
}

function isUp(container: ContainerSummary): boolean {
  return container.state.status === 'running' || container.restarting;
}
