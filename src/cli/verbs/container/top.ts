import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { renderTable } from '../../render/table.js';
import type { AddVerb } from '../verb.js';

const LAYOUT = { minWidth: 20, padding: 3 };

export const addContainerTop: AddVerb = (container, run) => {
  container
    .command('top')
    .description('Show the processes of a container')
    .addHelpText(
      'after',
      examples(['web', 'As ps -ef shows them'], ['web -o pid,comm', 'With options for ps']),
    )
    .usage('[options] CONTAINER [PS OPTIONS]')
    .argument('<container>', 'name, id, or the beginning of one')
    .argument('[options...]', "for this machine's ps, e.g. -o pid,comm")
    .passThroughOptions()
    .allowUnknownOption()
    .action(run(top));
};

async function top(cli: Cli, name: string, psArgs: readonly string[]): Promise<void> {
  const client = await cli.connect();
  const { titles, processes } = await client.top(name, psArgs);
  cli.print(renderTable(titles, processes, LAYOUT));
}
