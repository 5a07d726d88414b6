import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = '.spool-';
const CHUNK_BYTES = 256 * 1024;

/** Bytes put aside in a file that has no name any more: it goes with whoever holds it, however that ends. */
export interface Spool {
  read(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Writes all bytes aside, for when their source must be let go before they can be worked up.
 * @param directory where there is room
 * @throws what the source throws; NO_SPACE by its errno
 */
export async function spool(
  bytes: AsyncIterable<Uint8Array>,
  directory: string,
  signal: AbortSignal,
): Promise<Spool> {
  const path = join(directory, `${PREFIX}${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      await file.writeFile(chunk);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  return { read: () => chunks(file), close: () => file.close() };
}

async function* chunks(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; ) {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/** Removes what was left by who was killed between making a file and taking its name away. */
export async function sweepSpools(directory: string): Promise<void> {
  const names = await readdir(directory);
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX)).map((name) => rm(join(directory, name), { force: true })),
  );
}
