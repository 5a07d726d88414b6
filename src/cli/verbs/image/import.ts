import { resolve } from 'node:path';
import type { Cli } from '../../cli.js';
import { appendValue } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { Interrupts } from '../../session/interrupts.js';
import type { AddVerb } from '../verb.js';

interface ImportOptions {
  readonly change: readonly string[];
  readonly message: string;
  readonly platform?: string;
}

export const addImageImport: AddVerb = (parent, run) => {
  parent
    .command('import')
    .description('Make an image of one layer from a tar archive of a file system')
    .addHelpText(
      'after',
      examples(
        ['-c "CMD sh" rootfs.tar.gz me/base:1', 'From a file'],
        ['tar -C tree -c . | $0 - me/base:1', 'From standard input'],
      ),
    )
    .argument('<file>', 'the archive, compressed or not; - for standard input')
    .argument('[repository[:tag]]', 'name of the image')
    .option('-c, --change <line>', 'a line of a Dockerfile to apply; may be repeated', appendValue, [])
    .option('-m, --message <text>', 'why', '')
    .option('--platform <platform>', 'os/architecture that the files are for')
    .action(run(importImage));
};

async function importImage(
  cli: Cli,
  file: string,
  reference: string | undefined,
  { change, message, platform }: ImportOptions,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { host } = cli;
  const archive =
    file === '-' ? (host.stdin as AsyncIterable<Uint8Array>) : host.readBytes(resolve(host.cwd, file));
  const request = {
    changes: change,
    message: message === '' ? `Imported from ${file}` : message,
    ...(reference === undefined ? {} : { reference }),
    ...(platform === undefined ? {} : { platform }),
  };
  const client = await cli.connect();
  const { id } = await client.importImage(request, archive, interrupts.asked);
  cli.print(`${id}\n`);
}
