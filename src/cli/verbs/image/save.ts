import type { ArchiveFormat } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { parseFormat } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { deliverArchive } from '../../session/deliver-archive.js';
import { Interrupts } from '../../session/interrupts.js';
import type { AddVerb } from '../verb.js';

interface SaveOptions {
  readonly output?: string;
  readonly format: ArchiveFormat;
}

export const addImageSave: AddVerb = (parent, run) => {
  parent
    .command('save')
    .description('Save images to a tar archive, on standard output or in a file')
    .addHelpText(
      'after',
      examples(
        ['-o images.tar app:v1 redis:7', 'Two images in one archive'],
        ['app:v1 | ssh host tscompose load', 'To another machine'],
      ),
    )
    .argument('<image...>', 'names, ids, or repositories with all of their tags')
    .option('-o, --output <file>', 'write to this file')
    .option(
      '--format <format>',
      'docker (an OCI layout that "docker load" takes too) or oci',
      parseFormat(['docker', 'oci']),
      'docker',
    )
    .action(run(save));
};

async function save(cli: Cli, images: readonly string[], { output, format }: SaveOptions): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  await deliverArchive(cli, output, 'save', async () =>
    (await cli.connect()).saveImages({ images, format }, interrupts.asked),
  );
}
