import { LABEL } from '../../spec/labels.js';
import type { Cli } from '../cli.js';
import { FORMAT_HELP, type ListFormat, listRenderer, parseListFormat, TABLE } from '../format/list-format.js';
import { examples } from '../help/examples.js';
import { volumeList } from '../render/volume-list.js';
import { requireKnownServices } from '../session/scope.js';
import type { AddVerb } from './verb.js';

interface VolumesOptions {
  readonly format: ListFormat;
  readonly quiet?: true;
}

export const addVolumes: AddVerb = (program, run) => {
  program
    .command('volumes')
    .description("List the stack's volumes")
    .addHelpText('after', examples(['', 'Volumes of the stack'], ['-q db', 'Names of those that db uses']))
    .argument('[service...]', 'only those that running containers of these use')
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('-q, --quiet', 'only names')
    .action(run(volumes));
};

async function volumes(cli: Cli, services: readonly string[], options: VolumesOptions): Promise<void> {
  const project = await cli.stackName();
  const render = await listRenderer(options.format, volumeList(), cli.tableWidth());
  const client = await cli.connectIfAny();
  const [containers, all] =
    client === undefined ? [[], []] : await Promise.all([client.ps(project), client.listVolumes()]);
  await requireKnownServices(cli, services, containers);
  const used = new Set(
    containers
      .filter(({ service, state }) => services.includes(service) && state.status === 'running')
      .flatMap(({ mounts }) => mounts),
  );
  const rows = all
    .filter(({ spec }) => spec.labels[LABEL.project] === project)
    .filter(({ spec }) => services.length === 0 || used.has(spec.name));
  if (options.quiet) cli.print(rows.map(({ spec }) => `${spec.name}\n`).join(''));
  else cli.print(render(rows));
}
