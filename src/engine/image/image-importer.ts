import { setMaxListeners } from 'node:events';
import { hexOf } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import type { PullProgress } from '../../spec/engine.js';
import type { BlobStore } from '../store/blob-store.js';
import type { IncomingBlob } from '../store/incoming-blob.js';
import { chainIds, MAX_CONFIG_BYTES, type ParsedConfig, parseConfig } from './image-config.js';
import type { ImageLayer, ImageRecord, ImageRecords } from './image-records.js';
import { malformed } from './json-shape.js';
import type { LayerStore, UnpackedLayer } from './layer-store.js';
import type { Descriptor, Manifest } from './manifest.js';
import { storeManifest } from './stored-manifest.js';

export type Report = (progress: PullProgress) => void;

/** How far a blob has come, and how to read along. */
export interface BlobArrival {
  readonly bytes: number;
  readonly incoming: IncomingBlob;
}

/** Brings one blob into the store, from wherever it comes. Those that come slowly are told of while they do. */
export type FetchBlob = (
  descriptor: Descriptor,
  listen: (arrival: BlobArrival) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Turns manifests into images of the store; where their blobs come from, a registry or an archive, is its caller's affair. */
export class ImageImporter {
  readonly #blobs: BlobStore;
  readonly #layers: LayerStore;
  readonly #records: ImageRecords;

  constructor(blobs: BlobStore, layers: LayerStore, records: ImageRecords) {
    this.#blobs = blobs;
    this.#layers = layers;
    this.#records = records;
  }

  /**
   * Fetches config and layers as far as they are missing, unpacks them, and records the image.
   * @param what names the image in errors
   */
  async import(
    manifest: Manifest,
    what: string,
    fetch: FetchBlob,
    report: Report,
    signal: AbortSignal,
  ): Promise<ImageRecord> {
    const config = await this.#config(manifest.config, what, fetch, signal);
    const layers = layersOf(manifest, config, what);
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    // Every layer listens to it; Node takes more than ten listeners for a leak.
    setMaxListeners(0, either);
    const work = layers.map((layer, index) =>
      this.#layer(layer, manifest.layers[index]?.mediaType ?? '', fetch, report, either).catch((error) => {
        // The first failure stops the others; theirs would only say so.
        failed.abort(error);
        throw error;
      }),
    );
    const settled = await Promise.allSettled(work);
    if (failed.signal.aborted && !signal.aborted) throw failed.signal.reason;
    signal.throwIfAborted();
    const size = settled.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
    const record: ImageRecord = {
      id: manifest.config.digest,
      layers,
      size,
      manifest: await storeManifest(manifest, this.#blobs),
    };
    await this.#records.putImage(record);
    return record;
  }

  /** The recorded image, when all of it is there. */
  async existing(manifest: Manifest): Promise<ImageRecord | undefined> {
    const record = await this.#records.image(manifest.config.digest);
    if (record?.manifest === undefined) return undefined;
    const blobs = await Promise.all([record.id, record.manifest].map((digest) => this.#blobs.has(digest)));
    if (blobs.includes(false)) return undefined;
    const layers = await Promise.all(record.layers.map((layer) => this.#layers.find(layer)));
    return layers.every((layer) => layer !== undefined) ? record : undefined;
  }

  async #config(
    descriptor: Descriptor,
    what: string,
    fetch: FetchBlob,
    signal: AbortSignal,
  ): Promise<ParsedConfig> {
    if (descriptor.size > MAX_CONFIG_BYTES)
      throw malformed(`config of ${what}`, `it has ${descriptor.size} bytes`);
    if (!(await this.#blobs.has(descriptor.digest, descriptor.size))) {
      await fetch(descriptor, () => {}, signal);
    }
    return parseConfig(await this.#blobs.read(descriptor.digest), `config of ${what}`);
  }

  /** @returns bytes unpacked */
  async #layer(
    layer: ImageLayer,
    mediaType: string,
    fetch: FetchBlob,
    report: Report,
    signal: AbortSignal,
  ): Promise<number> {
    const about = { layer: layer.digest, totalBytes: layer.size };
    const present = await this.#layers.find(layer);
    if (present !== undefined) {
      report({ phase: 'exists', ...about });
      return present.bytes;
    }
    const descriptor: Descriptor = { mediaType, digest: layer.digest, size: layer.size, annotations: {} };
    const unpacked = (await this.#blobs.has(layer.digest, layer.size))
      ? await this.#unpackStored(layer, () => report({ phase: 'extracting', ...about }), signal)
      : await this.#unpackIncoming(
          layer,
          descriptor,
          fetch,
          (progress) => report({ ...progress, ...about }),
          signal,
        );
    report({ phase: 'done', ...about });
    return unpacked.bytes;
  }

  #unpackStored(layer: ImageLayer, begins: () => void, signal: AbortSignal): Promise<UnpackedLayer> {
    begins();
    return this.#layers.unpack(layer, this.#blobs.path(layer.digest), signal);
  }

  /** Unpacking begins with the first bytes, and ends when all of them have turned out right. */
  async #unpackIncoming(
    layer: ImageLayer,
    descriptor: Descriptor,
    fetch: FetchBlob,
    report: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<UnpackedLayer> {
    const unpackingFailed = new AbortController();
    report({ phase: 'downloading', currentBytes: 0 });
    let unpacking: Promise<UnpackedLayer> | undefined;
    const begin = (blob: string | IncomingBlob) => {
      unpacking = this.#layers.unpack(layer, blob, signal);
      unpacking.catch((error: unknown) => unpackingFailed.abort(error));
      return unpacking;
    };
    const listen = ({ bytes, incoming }: BlobArrival) => {
      if (unpacking === undefined) begin(incoming);
      report({ phase: 'downloading', currentBytes: bytes });
    };
    try {
      await fetch(descriptor, listen, AbortSignal.any([signal, unpackingFailed.signal]));
    } catch (error) {
      // It fails as well, and has tidied up when it does.
      await unpacking?.catch(() => undefined);
      throw error;
    }
    report({ phase: 'extracting' });
    return unpacking ?? begin(this.#blobs.path(layer.digest));
  }

  /** Directories of a recorded image's layers, bottom first; those that show. What a power cut took is unpacked again. */
  async directories(record: ImageRecord, signal: AbortSignal): Promise<readonly string[]> {
    const layers = await Promise.all(record.layers.map((layer) => this.#present(record, layer, signal)));
    const lowest = layers.findLastIndex(({ hidesAll }) => hidesAll);
    return layers.slice(Math.max(0, lowest)).map(({ directory }) => directory);
  }

  async #present(record: ImageRecord, layer: ImageLayer, signal: AbortSignal): Promise<UnpackedLayer> {
    const present = await this.#layers.find(layer);
    if (present !== undefined) return present;
    if (!(await this.#blobs.has(layer.digest, layer.size))) throw lost(record, layer);
    return this.#layers.unpack(layer, this.#blobs.path(layer.digest), signal);
  }
}

function layersOf(manifest: Manifest, { diffIds }: ParsedConfig, what: string): readonly ImageLayer[] {
  if (diffIds.length !== manifest.layers.length) {
    throw malformed(
      `manifest of ${what}`,
      `it lists ${manifest.layers.length} layers, its config ${diffIds.length}`,
    );
  }
  const chain = chainIds(diffIds);
  return manifest.layers.map(({ digest, size }, index) => {
    const [diffId, chainId] = [diffIds[index], chain[index]];
    if (diffId === undefined || chainId === undefined)
      throw malformed(`config of ${what}`, 'it lacks a layer');
    return { digest, size, diffId, chainId };
  });
}

function lost({ id }: ImageRecord, { digest }: ImageLayer): TscomposeError {
  return new TscomposeError('IMAGE_NOT_FOUND', `image ${hexOf(id).slice(0, 12)} lost its layer ${digest}`, {
    subject: id,
    hint: 'Pull or load the image again.',
  });
}
