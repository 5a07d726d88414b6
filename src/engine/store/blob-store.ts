import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf, hexOf, isDigest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';

export interface PutOptions {
  /** What the content must hash to; absent: whatever it is. */
  readonly digest?: Digest;
  /** Bytes that must come; absent: any number. */
  readonly size?: number;
  /** Called with the bytes written so far. */
  readonly onBytes?: (bytes: number) => void;
}

export interface StoredBlob {
  readonly digest: Digest;
  readonly size: number;
}

const WRITE_BATCH = 1024 * 1024;

/**
 * Content-addressed files, `sha256/HEX`. A blob is hashed while it is written and gets its name only when digest and size are
 * right. It is not forced to the disk: after a power cut its size or (when it is used) its digest tells whether it is whole.
 */
export class BlobStore {
  readonly #blobs: string;
  readonly #partial: string;

  constructor(directory: string) {
    this.#blobs = join(directory, 'sha256');
    this.#partial = join(directory, 'partial');
  }

  /** Makes the directories and removes what a killed predecessor was writing. */
  async recover(): Promise<void> {
    await mkdir(this.#blobs, { recursive: true, mode: 0o700 });
    await mkdir(this.#partial, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#partial)) await rm(join(this.#partial, name), { force: true });
  }

  path(digest: Digest): string {
    return join(this.#blobs, hexOf(digest));
  }

  /** @param size bytes it must have; one of another size counts as absent */
  async has(digest: Digest, size?: number): Promise<boolean> {
    try {
      const status = await stat(this.path(digest));
      return size === undefined || status.size === size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Absent is success. @returns bytes freed */
  async remove(digest: Digest): Promise<number> {
    const path = this.path(digest);
    try {
      const { size } = await stat(path);
      await rm(path);
      return size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }

  /** Every blob, sorted by digest. */
  async list(): Promise<readonly (StoredBlob & { readonly writtenAt: Date })[]> {
    const names = (await readdir(this.#blobs)).sort();
    const blobs = await Promise.all(
      names.map(async (name) => {
        const digest = `sha256:${name}`;
        if (!isDigest(digest)) return undefined;
        const { size, mtime } = await stat(this.path(digest));
        return { digest, size, writtenAt: mtime };
      }),
    );
    return blobs.filter((blob) => blob !== undefined);
  }

  /** @throws IMAGE_INVALID when the content doesn't match its digest any more; ENOENT when it is absent */
  async read(digest: Digest): Promise<Uint8Array> {
    const content = await readFile(this.path(digest));
    const actual = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (actual === digest) return content;
    await rm(this.path(digest), { force: true });
    throw new TscomposeError('IMAGE_INVALID', `the stored blob ${digest} was damaged and has been removed`, {
      subject: digest,
      hint: 'Pull or load the image again.',
    });
  }

  /**
   * Stores a stream wholly or not at all.
   * @throws IMAGE_INVALID for a wrong digest or size; what the source or the file system throws
   */
  async put(source: AsyncIterable<Uint8Array>, options: PutOptions = {}): Promise<StoredBlob> {
    const partial = join(this.#partial, randomUUID());
    try {
      const blob = await write(partial, source, options);
      verify(blob, options);
      await rename(partial, this.path(blob.digest));
      return blob;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Writes nothing when it is there already. */
  async putBytes(content: Uint8Array, options: PutOptions = {}): Promise<StoredBlob> {
    const blob = { digest: digestOf(content), size: content.length };
    const { digest = blob.digest, size = blob.size } = options;
    const isWhatIsMeant = digest === blob.digest && size === blob.size;
    if (isWhatIsMeant && (await this.has(digest, size))) return blob;
    return this.put(once(content), options);
  }
}

async function* once(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

async function write(
  path: string,
  source: AsyncIterable<Uint8Array>,
  options: PutOptions,
): Promise<StoredBlob> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  let batch: Uint8Array[] = [];
  let batched = 0;
  const flush = async () => {
    if (batched > 0) await file.writeFile(Buffer.concat(batch, batched));
    batch = [];
    batched = 0;
  };
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (options.size !== undefined && size > options.size) {
        throw mismatch(options, `more than the ${options.size} bytes announced`);
      }
      hash.update(chunk);
      batch.push(chunk);
      batched += chunk.length;
      if (batched >= WRITE_BATCH) await flush();
      options.onBytes?.(size);
    }
    await flush();
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest('hex')}` as Digest, size };
}

function verify(blob: StoredBlob, options: PutOptions): void {
  if (options.size !== undefined && blob.size !== options.size) {
    throw mismatch(options, `${blob.size} bytes instead of ${options.size}`);
  }
  if (options.digest !== undefined && blob.digest !== options.digest) {
    throw mismatch(options, `its content hashes to ${blob.digest}`);
  }
}

function mismatch({ digest }: PutOptions, why: string): TscomposeError {
  const name = digest ?? 'a blob';
  return new TscomposeError('IMAGE_INVALID', `${name} is not what it should be: ${why}`, {
    subject: name,
  });
}
