import type { Digest } from '../../base/digest.js';
import type { ImageUsers } from '../../spec/parts.js';
import type { BlobStore } from '../store/blob-store.js';
import type { ImageRecord, ImageRecords } from './image-records.js';
import type { LayerStore } from './layer-store.js';

/** What images need, by count of references to it: nothing is stored, it follows from the records. */
export interface Needed {
  readonly blobs: ReadonlySet<Digest>;
  /** Chain ids. */
  readonly layers: ReadonlySet<Digest>;
}

export function neededBy(records: readonly ImageRecord[]): Needed {
  const blobs = new Set<Digest>();
  const layers = new Set<Digest>();
  for (const { id, manifest, layers: own } of records) {
    blobs.add(id);
    if (manifest !== undefined) blobs.add(manifest);
    for (const { digest, chainId } of own) {
      blobs.add(digest);
      layers.add(chainId);
    }
  }
  return { blobs, layers };
}

/**
 * Removes blobs and layers that no image needs. Whoever calls sees to it that no image is being brought in meanwhile. A record
 * goes after all that only it needs: killed in between, the next run finds the record and finishes.
 */
export class GarbageCollector {
  readonly #records: ImageRecords;
  readonly #blobs: BlobStore;
  readonly #layers: LayerStore;

  constructor(records: ImageRecords, blobs: BlobStore, layers: LayerStore) {
    this.#records = records;
    this.#blobs = blobs;
    this.#layers = layers;
  }

  /** Ends what removals began, but for images that containers use. @returns bytes freed */
  async collect(users: ImageUsers): Promise<number> {
    const all = await this.#records.allImages();
    const used = new Set(users().map(({ imageId }) => imageId));
    const goes = (record: ImageRecord) => record.removed === true && !used.has(record.id);
    const needed = neededBy(all.filter((record) => !goes(record)));
    let bytes = 0;
    for (const record of all.filter(goes)) {
      const own = neededBy([record]);
      bytes += await this.#drop(own, needed);
      await this.#records.forgetImage(record.id);
    }
    return bytes;
  }

  /**
   * Removes every blob and layer that no image needs, whatever it came with.
   * @param before only blobs written before; what an interrupted pull fetched serves the next one
   * @returns bytes freed
   */
  async sweep(before: Date): Promise<number> {
    const needed = neededBy(await this.#records.allImages());
    const blobs = (await this.#blobs.list()).filter(({ writtenAt }) => writtenAt < before);
    const layers = await this.#layers.list();
    return this.#drop(
      {
        blobs: new Set(blobs.map(({ digest }) => digest)),
        layers: new Set(layers.map(({ chainId }) => chainId)),
      },
      needed,
    );
  }

  async #drop(candidates: Needed, needed: Needed): Promise<number> {
    let bytes = 0;
    for (const chainId of candidates.layers) {
      if (!needed.layers.has(chainId)) bytes += await this.#layers.remove(chainId);
    }
    for (const digest of candidates.blobs) {
      if (!needed.blobs.has(digest)) bytes += await this.#blobs.remove(digest);
    }
    return bytes;
  }
}
