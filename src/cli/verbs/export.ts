import type { Cli } from '../cli.js';
import { parseIndex } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { deliverArchive } from '../session/deliver-archive.js';
import { Interrupts } from '../session/interrupts.js';
import { findServiceContainer } from '../session/service-container.js';
import type { AddVerb } from './verb.js';

interface ExportOptions {
  readonly index: number;
  readonly output?: string;
}

export const addExport: AddVerb = (program, run) => {
  program
    .command('export')
    .description("Write the files of a service's container as a tar archive, without what is mounted on them")
    .addHelpText('after', examples(['-o web.tar web', 'The files of web in an archive']))
    .argument('<service>', 'service whose container it is')
    .option('--index <number>', 'which container of the service, by its number', parseIndex, 0)
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .action(run(exportFiles));
};

async function exportFiles(cli: Cli, service: string, options: ExportOptions): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  await deliverArchive(cli, options.output, 'export', async () => {
    const { client, container } = await findServiceContainer(cli, service, options.index);
    return client.exportContainer(container.id, interrupts.asked);
  });
}
