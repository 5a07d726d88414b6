import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf, hexOf, isDigest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import { checkBlob, checkNotLonger, type ExpectedBlob, type StoredBlob } from './blob-check.js';

export interface PutOptions extends ExpectedBlob {
  /** Called with the bytes written so far. */
  readonly onBytes?: (bytes: number) => void;
}

const WRITE_BATCH = 1024 * 1024;
/** A blob that was half fetched is gone on with for so long. */
const KEPT_PARTIAL_MS = 24 * 60 * 60 * 1000;

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

  /** Makes the directories and removes what a killed predecessor was writing, but for downloads that can be gone on with. */
  async recover(now = Date.now()): Promise<void> {
    await mkdir(this.#blobs, { recursive: true, mode: 0o700 });
    await mkdir(this.#partial, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#partial)) {
      const path = join(this.#partial, name);
      const isDownload = isDigest(`sha256:${name}`) && now - (await stat(path)).mtimeMs < KEPT_PARTIAL_MS;
      if (!isDownload) await rm(path, { force: true });
    }
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
      checkBlob(blob, options);
      await rename(partial, this.path(blob.digest));
      return blob;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Where a blob that is being fetched lies until it is whole; the next attempt goes on with what is there. */
  partialPath(digest: Digest): string {
    return join(this.#partial, hexOf(digest));
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
      checkNotLonger(options, size);
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
