import type { Digest } from '../../base/digest.js';
import type { Addon } from '../../native/addon-surface.js';
import type { BlobStore } from './blob-store.js';
import { type GrowingBlobCalls, IncomingBlob } from './incoming-blob.js';

/** Opens a blob's file for {@link IncomingBlob}, for one download of it at a time. */
export class BlobDownloads {
  readonly #addon: Pick<Addon, GrowingBlobCalls>;
  readonly #blobs: BlobStore;
  readonly #running = new Map<Digest, Promise<void>>();

  constructor(addon: Pick<Addon, GrowingBlobCalls>, blobs: BlobStore) {
    this.#addon = addon;
    this.#blobs = blobs;
  }

  /**
   * Has a blob fetched by `transfer`, which receives it in one or more attempts. It is in the store when this resolves; as far as
   * it came, the next call goes on with it. A download that is being given up is waited for first: its last bytes must not come
   * between those of the next.
   * @throws what `transfer` or the file system throws; the signal's reason when it is aborted
   */
  async run(
    blob: { readonly digest: Digest; readonly size: number },
    transfer: (incoming: IncomingBlob) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const before = this.#running.get(blob.digest);
    const turn = (before ?? Promise.resolve()).then(() => this.#run(blob, transfer, signal));
    const ended = turn.catch(() => undefined);
    this.#running.set(blob.digest, ended);
    try {
      await turn;
    } finally {
      if (this.#running.get(blob.digest) === ended) this.#running.delete(blob.digest);
    }
  }

  async #run(
    { digest, size }: { readonly digest: Digest; readonly size: number },
    transfer: (incoming: IncomingBlob) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (await this.#blobs.has(digest, size)) return;
    const files = { partial: this.#blobs.partialPath(digest), final: this.#blobs.path(digest) };
    const incoming = await IncomingBlob.open(this.#addon, files, { digest, size });
    try {
      await transfer(incoming);
      await incoming.commit();
    } catch (error) {
      const reason: unknown = signal.aborted ? signal.reason : error;
      await incoming.abandon(reason);
      throw reason;
    }
  }
}
