import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { Cli } from '../cli.js';
import { splitReference } from '../render/image-list.js';
import { withArchiveProgress } from '../session/archive-progress.js';
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
  const path = resolve(cwd, options.input ?? '');
  const total = fromInput ? undefined : await sizeToShow(cli, path, options);
  const step = {
    name: fromInput ? 'standard input' : (options.input ?? ''),
    doing: 'Loading',
    done: 'Read',
    ...(total === undefined ? {} : { total }),
  };
  const bytes = fromInput ? (stdin as AsyncIterable<Uint8Array>) : cli.host.readBytes(path);
  const images = await (fromInput || total !== undefined
    ? client.loadArchive(options.quiet ? bytes : withArchiveProgress(cli, step, bytes), interrupts.asked)
    : client.load(path, interrupts.asked));
  if (!options.quiet) cli.print(images.map(loadedLines).join(''));
}

/** The size of an archive whose reading somebody watches; else, and for a layout's directory, the engine reads it by itself. */
async function sizeToShow(cli: Cli, path: string, { quiet }: LoadOptions): Promise<number | undefined> {
  return cli.host.stderr.isTTY === true && !quiet ? cli.host.fileSize(path) : undefined;
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
