import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Digest } from '../../base/digest.js';
import { checkBlob, checkNotLonger, isMismatch } from './blob-check.js';

/** A blob's bytes, from one of them on. */
export interface BlobStream {
  /** Index of the first byte that comes. */
  readonly from: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Download {
  readonly digest: Digest;
  /** Bytes in all. */
  readonly size: number;
  /** Called with the bytes written so far, those of earlier attempts included. */
  readonly onBytes?: (bytes: number) => void;
  /** Opens the source; it may start earlier than asked for, at its first byte. */
  readonly source: (from: number) => Promise<BlobStream>;
}

const WRITE_BATCH = 1024 * 1024;

/**
 * Writes a blob to a file, going on where an earlier attempt broke off. When it resolves, the file holds what it should. When the
 * source fails, what came is kept for the next attempt; what turned out wrong is not.
 * @throws IMAGE_INVALID for a wrong digest or size; what the source or the file system throws
 */
export async function downloadBlob(path: string, download: Download): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    const { hash, size } = await takeUp(path, file, download.size);
    try {
      await new Attempt(file, download, hash, size).run();
    } catch (error) {
      // What was there before may be the culprit: a power cut leaves zeros where bytes were.
      if (size === 0 || !isMismatch(error)) throw error;
      await file.truncate(0);
      await new Attempt(file, download, createHash('sha256'), 0).run();
    }
  } catch (error) {
    if (isMismatch(error) || (await file.stat()).size === 0) await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/** What is there already, hashed; nothing when it is more than there should be. */
async function takeUp(
  path: string,
  file: FileHandle,
  expected: number,
): Promise<{ readonly hash: Hash; readonly size: number }> {
  const hash = createHash('sha256');
  const { size } = await file.stat();
  if (size > expected) {
    await file.truncate(0);
    return { hash, size: 0 };
  }
  if (size > 0) {
    for await (const chunk of createReadStream(path, { highWaterMark: WRITE_BATCH })) {
      hash.update(chunk as Uint8Array);
    }
  }
  return { hash, size };
}

/** One reading of the source, appended to the file. */
class Attempt {
  readonly #file: FileHandle;
  readonly #download: Download;
  #hash: Hash;
  #size: number;
  #batch: Uint8Array[] = [];
  #batched = 0;

  constructor(file: FileHandle, download: Download, hash: Hash, size: number) {
    this.#file = file;
    this.#download = download;
    this.#hash = hash;
    this.#size = size;
  }

  async run(): Promise<void> {
    const { digest, size, source } = this.#download;
    if (this.#size < size || size === 0) {
      const { from, chunks } = await source(this.#size);
      if (from !== this.#size) await this.#restart();
      await this.#append(chunks);
    }
    checkBlob({ digest: `sha256:${this.#hash.digest('hex')}` as Digest, size: this.#size }, { digest, size });
  }

  async #restart(): Promise<void> {
    await this.#file.truncate(0);
    this.#hash = createHash('sha256');
    this.#size = 0;
  }

  async #append(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of chunks) {
        this.#size += chunk.length;
        checkNotLonger(this.#download, this.#size);
        this.#hash.update(chunk);
        this.#batch.push(chunk);
        this.#batched += chunk.length;
        if (this.#batched >= WRITE_BATCH) await this.#flush();
        this.#download.onBytes?.(this.#size);
      }
    } finally {
      // Also what came before the source failed is worth keeping.
      await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    const bytes = this.#batched;
    this.#batch = [];
    this.#batched = 0;
    if (bytes > 0) await this.#file.appendFile(Buffer.concat(batch, bytes));
  }
}
