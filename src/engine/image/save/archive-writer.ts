import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** A file of an archive: bytes at hand, or those of a file of the store. */
export type ArchiveFile =
  | { readonly name: string; readonly content: Uint8Array }
  | { readonly name: string; readonly path: string; readonly size: number };

/** The same images make the same archive. */
const EPOCH = new Date(0);
const READ_SIZE = 1024 * 1024;

/** A tar archive of these files, made as it is read; what isn't read isn't made. */
export async function* writeArchive(
  directories: readonly string[],
  files: readonly ArchiveFile[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  const stop = () => archive.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  const fill = async () => {
    for (const name of directories) archive.entry({ name, type: 'directory', mode: 0o755, mtime: EPOCH });
    for (const file of files) {
      const header = { name: file.name, mode: 0o444, mtime: EPOCH };
      if ('content' in file) archive.entry(header, Buffer.from(file.content));
      else {
        const entry = archive.entry({ ...header, size: file.size });
        await pipeline(createReadStream(file.path, { highWaterMark: READ_SIZE }), entry);
      }
    }
    archive.finalize();
  };
  const filled = fill().catch((error: unknown) => archive.destroy(error as Error));
  try {
    yield* archive as AsyncIterable<Uint8Array>;
    await filled;
  } finally {
    signal.removeEventListener('abort', stop);
    archive.destroy();
  }
}
