import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { Cli } from '../cli.js';
import { splitReference } from '../render/image-list.js';
import { Interrupts } from '../session/interrupts.js';
import type { AddVerb } from './verb.js';

interface LoadOptions {
  readonly input?: string;
  readonly quiet?: true;
}

export const addLoad: AddVerb = (program, run) => {
  program
    .command('load')
    .description('Load images from a tar archive or an OCI layout directory')
    .option(
      '-i, --input <path>',
      'OCI layout directory, OCI archive or docker-archive; absent: an archive on standard input',
    )
    .option('-q, --quiet', 'print nothing')
    .action(run(load));
};

async function load(cli: Cli, options: LoadOptions): Promise<void> {
  const { stdin, cwd } = cli.host;
  const fromInput = options.input === undefined || options.input === '-';
  if (fromInput && stdin.isTTY) {
    throw new TscomposeError('USAGE', 'requested load from stdin, but stdin is a terminal', {
      hint: 'Name a file or directory: tscompose load -i images.tar',
    });
  }
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const images = await (fromInput
    ? client.loadArchive(stdin as AsyncIterable<Uint8Array>, interrupts.asked)
    : client.load(resolve(cwd, options.input ?? ''), interrupts.asked));
  if (!options.quiet) cli.print(images.map(loadedLines).join(''));
}

function loadedLines(image: ImageInfo): string {
  if (image.references.length === 0) return `Loaded image ID: ${image.id}\n`;
  return image.references
    .map((reference) => {
      const { repository, tag } = splitReference(reference);
      return `Loaded image: ${repository}:${tag}\n`;
    })
    .join('');
}
