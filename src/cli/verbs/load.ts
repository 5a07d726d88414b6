import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { LoadEvent, OperationEvent } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { examples } from '../help/examples.js';
import type { ProgressSink } from '../progress/sink.js';
import { decimalSize } from '../render/decimal-size.js';
import { splitReference } from '../render/image-list.js';
import { withArchiveProgress } from '../session/archive-progress.js';
import { Interrupts } from '../session/interrupts.js';
import { runOperation } from '../session/run-operation.js';
import type { AddVerb } from './verb.js';

interface LoadOptions {
  readonly input?: string;
  readonly quiet?: true;
}

export const addLoad: AddVerb = (program, run) => {
  program
    .command('load')
    .description('Load images from a tar archive or an OCI layout directory')
    .addHelpText(
      'after',
      examples(
        ['-i images.tar', 'From a file'],
        ['ssh host docker save app:v1 | $0', 'From another machine'],
      ),
    )
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
  const events =
    fromInput || total !== undefined
      ? client.loadArchive(options.quiet ? bytes : withArchiveProgress(cli, step, bytes), interrupts.asked)
      : client.load(path, interrupts.asked);
  const images = await showLoading(cli, events, showsLayers(cli, options));
  if (!options.quiet) cli.print(images.map(loadedLines).join(''));
}

/** As Docker has it: where there is no terminal, and nobody asks for it, nothing is told of layers. */
function showsLayers({ host, globals }: Cli, { quiet }: LoadOptions): boolean {
  if (quiet) return false;
  return globals.progress === 'auto' ? host.stderr.isTTY === true : true;
}

/** Follows the loading to its end. @returns what was loaded */
async function showLoading(
  cli: Cli,
  events: AsyncIterable<LoadEvent>,
  isShown: boolean,
): Promise<readonly ImageInfo[]> {
  const images: ImageInfo[] = [];
  let progress: ProgressSink | undefined;
  async function* steps(): AsyncGenerator<OperationEvent> {
    for await (const event of events) {
      if (event.type === 'loaded') {
        images.push(event.image);
        continue;
      }
      // Until the first layer is unpacked the terminal belongs to the reading of the archive.
      if (event.type === 'step') progress ??= await cli.openProgress(isShown ? undefined : 'quiet');
      const hasSize = event.type === 'step' && event.total !== undefined;
      yield hasSize ? { ...event, details: decimalSize(event.total) } : event;
    }
  }
  const sink: ProgressSink = {
    step: (step) => progress?.step(step),
    warning: (message) => cli.warn(message),
    close: async () => progress?.close(),
  };
  try {
    await runOperation(steps(), sink);
  } finally {
    await sink.close();
  }
  return images;
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
