import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { deliverArchive } from '../../session/deliver-archive.js';
import { Interrupts } from '../../session/interrupts.js';
import type { AddVerb } from '../verb.js';

export const addContainerExport: AddVerb = (container, run) => {
  container
    .command('export')
    .description("Write a container's files as a tar archive, without what is mounted on them")
    .addHelpText(
      'after',
      examples(['-o web.tar demo-web-1', 'In a file'], ['demo-web-1 | tar -t', 'List its files']),
    )
    .argument('<container>', 'name, id, or the beginning of one')
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .action(run(exportFiles));
};

async function exportFiles(cli: Cli, name: string, options: { readonly output?: string }): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  await deliverArchive(cli, options.output, 'export', async () =>
    (await cli.connect()).exportContainer(name, interrupts.asked),
  );
}
