import type { Cli } from '../cli.js';
import { examples } from '../help/examples.js';
import { renderTable } from '../render/table.js';
import { findScope } from '../session/scope.js';
import type { AddVerb } from './verb.js';

const LAYOUT = { minWidth: 4, padding: 2 };

export const addTop: AddVerb = (program, run) => {
  program
    .command('top')
    .description('Show the processes of running containers')
    .addHelpText('after', examples(['web', 'Processes of web']))
    .argument('[service...]', 'only these')
    .action(run(top));
};

async function top(cli: Cli, services: readonly string[]): Promise<void> {
  const { client, containers } = await findScope(cli, services);
  if (client === undefined) return;
  const running = containers
    .filter(({ state, service }) => {
      return state.status === 'running' && (services.length === 0 || services.includes(service));
    })
    .sort((a, b) => (a.service === b.service ? a.index - b.index : a.service < b.service ? -1 : 1));
  const tables = await Promise.all(running.map(({ id }) => client.top(id, [])));
  const [first] = tables;
  if (first === undefined) return;
  const rows = tables.flatMap(({ processes }, at) => {
    const { service = '', index = 0 } = running[at] ?? {};
    return processes.map((fields) => [service, String(index), ...fields]);
  });
  cli.print(renderTable(['SERVICE', '#', ...first.titles], rows, LAYOUT, cli.tableWidth()));
}
