import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { LogPosition } from '../../spec/engine.js';

const CHUNK_BYTES = 256 * 1024;

/** Numbers of the files that were written before the current one, compressed or not; ascending. */
export async function numberedFiles(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.`;
  const numbers = new Set<number>();
  for (const name of await readdir(dirname(path)).catch(noneIfMissing)) {
    const digits = name.startsWith(prefix)
      ? /^(\d+)(\.gz)?$/.exec(name.slice(prefix.length))?.[1]
      : undefined;
    if (digits !== undefined) numbers.add(Number(digits));
  }
  return [...numbers].sort((a, b) => a - b);
}

/** One file of a log, read forward. */
export interface LogFile {
  /** Undefined at its present end. The bytes are valid until the next call. */
  read(): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** The current file, or an older one that isn't compressed. Undefined: there is none. */
export async function openPlain(path: string, offset = 0): Promise<PlainLogFile | undefined> {
  const handle = await openIfThere(path);
  return handle === undefined ? undefined : new PlainLogFile(handle, offset);
}

/** An older file, compressed or not. Undefined: it is gone. */
export async function openNumbered(
  path: string,
  { file, offset }: LogPosition,
): Promise<LogFile | undefined> {
  const plain = await openPlain(`${path}.${file}`, offset);
  if (plain !== undefined) return plain;
  const packed = await openIfThere(`${path}.${file}.gz`);
  return packed === undefined ? undefined : new PackedLogFile(packed, offset);
}

export class PlainLogFile implements LogFile {
  readonly handle: FileHandle;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #position: number;

  constructor(handle: FileHandle, position: number) {
    this.handle = handle;
    this.#position = position;
  }

  async read(): Promise<Buffer | undefined> {
    const { bytesRead } = await this.handle.read(this.#chunk, 0, CHUNK_BYTES, this.#position);
    if (bytesRead === 0) return undefined;
    this.#position += bytesRead;
    return this.#chunk.subarray(0, bytesRead);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

class PackedLogFile implements LogFile {
  readonly #handle: FileHandle;
  readonly #chunks: AsyncIterator<Buffer>;
  #skip: number;

  constructor(handle: FileHandle, offset: number) {
    this.#handle = handle;
    this.#skip = offset;
    const packed = createReadStream('', { fd: handle, autoClose: false });
    const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
    packed.once('error', (error) => unpacked.destroy(error));
    this.#chunks = packed.pipe(unpacked)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async read(): Promise<Buffer | undefined> {
    for (;;) {
      const next = await this.#next();
      if (next === undefined) return undefined;
      const bytes = next.subarray(Math.min(this.#skip, next.length));
      this.#skip -= next.length - bytes.length;
      if (bytes.length > 0) return bytes;
    }
  }

  /** One that is damaged ends where the damage begins: what else there is of the log can be read all the same. */
  async #next(): Promise<Buffer | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done === true ? undefined : next.value;
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
    await this.#handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function noneIfMissing(error: NodeJS.ErrnoException): readonly string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
