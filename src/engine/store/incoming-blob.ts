import { rename, rm } from 'node:fs/promises';
import type { Digest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import type { Addon, GrowingBlobHandle } from '../../native/addon-surface.js';
import { checkBlob, checkNotLonger, isMismatch } from './blob-check.js';
import { isDiskFull } from './overwrite.js';
import { noteGarbage } from './young-garbage.js';

export type GrowingBlobCalls =
  | 'growingBlobOpen'
  | 'growingBlobAppend'
  | 'growingBlobRestart'
  | 'growingBlobDigest'
  | 'growingBlobClose';

/** A blob's bytes, from one of them on. */
export interface BlobStream {
  /** Index of the first byte that comes. */
  readonly from: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Opens a source at a byte; it may start earlier than asked for, at its first one. */
export type OpenSource = (from: number) => Promise<BlobStream>;

export interface IncomingBlobFiles {
  /** Where it grows. */
  readonly partial: string;
  /** What it is called when it is whole and right. */
  readonly final: string;
}

/** Written at once; few enough bytes that several downloads together take little memory. */
const WRITE_BATCH = 512 * 1024;
/** Milliseconds after which also less is written, so that who reads along sees what a slow source sends. */
const WRITE_DELAY_MS = 50;

/**
 * A blob on its way into the store: attempts append to its file, others may read along, and it gets its name when digest and
 * size are right. To be ended by {@link commit} or {@link abandon}.
 */
export class IncomingBlob {
  readonly #addon: Pick<Addon, GrowingBlobCalls>;
  readonly #handle: GrowingBlobHandle;
  readonly #files: IncomingBlobFiles;
  readonly #expected: { readonly digest: Digest; readonly size: number };
  #size: number;
  #batch: Uint8Array[] = [];
  #batched = 0;
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();
  #restarts = 0;
  #ended = false;
  #settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
  /** Settles at its end: resolved, what was read along was right. */
  readonly verified: Promise<void>;

  private constructor(
    addon: Pick<Addon, GrowingBlobCalls>,
    files: IncomingBlobFiles,
    expected: { readonly digest: Digest; readonly size: number },
    { handle, size }: { readonly handle: GrowingBlobHandle; readonly size: number },
  ) {
    this.#addon = addon;
    this.#files = files;
    this.#expected = expected;
    this.#handle = handle;
    this.#size = size;
    this.verified = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Not everybody reads along.
    this.verified.catch(() => undefined);
  }

  /** Takes up what is there already. One at a time for a file. */
  static async open(
    addon: Pick<Addon, GrowingBlobCalls>,
    files: IncomingBlobFiles,
    expected: { readonly digest: Digest; readonly size: number },
  ): Promise<IncomingBlob> {
    const incoming = new IncomingBlob(addon, files, expected, await addon.growingBlobOpen(files.partial));
    if (incoming.#size > expected.size) incoming.#restart();
    return incoming;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** How often all that came was thrown away. */
  get restarts(): number {
    return this.#restarts;
  }

  /** For the addon's unpackLayer: the growing file, or the finished one. */
  get source(): GrowingBlobHandle | string {
    return this.#ended ? this.#files.final : this.#handle;
  }

  /**
   * One attempt: goes on where the last one broke off, until all is there. What came stays for the next attempt when the source
   * fails; what was there before and turns out wrong is fetched anew at once.
   * @param onBytes called with the bytes so far
   * @throws IMAGE_INVALID for a wrong digest or size; what the source or the file system throws
   */
  async receive(open: OpenSource, onBytes: (bytes: number) => void): Promise<void> {
    const before = this.#size;
    try {
      await this.#attempt(open, onBytes);
    } catch (error) {
      // What was there before may be the culprit: a power cut leaves zeros where bytes were.
      if (before === 0 || !isMismatch(error)) throw error;
      this.#restart();
      await this.#attempt(open, onBytes);
    }
  }

  /** All is there and right: it gets its name. */
  async commit(): Promise<void> {
    await rename(this.#files.partial, this.#files.final);
    this.#end(true);
    this.#settle?.resolve();
  }

  /**
   * Keeps what came for the next time, but for what is wrong; and on a full disk nothing, since room is what everything else
   * needs then.
   */
  async abandon(error: unknown): Promise<void> {
    this.#end(false);
    this.#settle?.reject(error);
    await this.#written.catch(() => undefined);
    const worthless = isMismatch(error) || lacksSpace(error) || this.#size === 0;
    if (worthless) await rm(this.#files.partial, { force: true });
  }

  async #attempt(open: OpenSource, onBytes: (bytes: number) => void): Promise<void> {
    const { digest, size } = this.#expected;
    if (this.#size < size || size === 0) {
      const { from, chunks } = await open(this.#size);
      if (from !== this.#size) this.#restart();
      await this.#append(chunks, onBytes);
    }
    checkBlob({ digest: this.#digest(), size: this.#size }, { digest, size });
  }

  // A hash that is short of bytes would be spent for nothing: the next attempt needs it.
  #digest(): Digest {
    const { digest, size } = this.#expected;
    return this.#size === size ? (this.#addon.growingBlobDigest(this.#handle) as Digest) : digest;
  }

  #restart(): void {
    this.#addon.growingBlobRestart(this.#handle);
    this.#size = 0;
    this.#restarts += 1;
  }

  async #append(chunks: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): Promise<void> {
    let received = this.#size;
    try {
      for await (const chunk of chunks) {
        received += chunk.length;
        checkNotLonger(this.#expected, received);
        this.#batch.push(chunk);
        this.#batched += chunk.length;
        if (this.#batched >= WRITE_BATCH) {
          // Two at most: one that is being written, one that fills.
          await this.#written;
          this.#flush();
        } else this.#timer ??= setTimeout(() => this.#flush(), WRITE_DELAY_MS);
        onBytes(received);
      }
    } finally {
      // Also what came before the source failed is worth keeping.
      this.#flush();
      await this.#written;
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#batch;
    const bytes = this.#batched;
    this.#batch = [];
    this.#batched = 0;
    if (bytes === 0) return;
    this.#written = this.#written.then(async () => {
      await this.#addon.growingBlobAppend(this.#handle, batch);
      this.#size += bytes;
      noteGarbage(bytes);
    });
    // Whoever appends next, or ends, hears of it.
    this.#written.catch(() => undefined);
  }

  #end(whole: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#addon.growingBlobClose(this.#handle, whole);
  }
}

function lacksSpace(error: unknown): boolean {
  return isDiskFull(error) || (error instanceof TscomposeError && error.code === 'NO_SPACE');
}
