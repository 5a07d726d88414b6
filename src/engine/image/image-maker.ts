import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type Digest, digestOf } from '../../base/digest.js';
import type { ImportRequest } from '../../spec/images.js';
import type { DeriveRequest } from '../../spec/parts.js';
import type { BlobStore } from '../store/blob-store.js';
import { type Packer, packIntoPipe } from './archive-pipe.js';
import { applyChanges } from './config-changes.js';
import type { ImageImporter } from './image-importer.js';
import type { ImageLayer, ImageRecord } from './image-records.js';
import { isObject, type JsonObject, parseJsonObject } from './json-shape.js';
import { openArchive } from './load/archive-stream.js';
import type { Descriptor } from './manifest.js';
import { hostPlatform } from './platform.js';
import { spool } from './spool.js';

/** Level of zlib: a layer is written once and read seldom, but somebody waits. */
const FAST = 1;

interface NewLayer {
  readonly blob: Descriptor;
  readonly diffId: Digest;
}

/** Makes images of files of this machine: of a container's changes, or of an archive of a file system. */
export class ImageMaker {
  readonly #addon: Packer;
  readonly #blobs: BlobStore;
  readonly #importer: ImageImporter;
  readonly #directory: string;

  /** @param directory where archives are put aside */
  constructor(addon: Packer, blobs: BlobStore, importer: ImageImporter, directory: string) {
    this.#addon = addon;
    this.#directory = directory;
    this.#blobs = blobs;
    this.#importer = importer;
  }

  /** An image with one layer more than `base`; with none more where nothing was changed. */
  async derive(base: ImageRecord, request: DeriveRequest, signal: AbortSignal): Promise<ImageRecord> {
    const below = await this.#importer.directories(base, signal);
    const config = parseJsonObject(await this.#blobs.read(base.id), `config of ${base.id}`);
    const run = applyChanges(mergeRunConfig(config.config, request.config), request.changes);
    const layer = await this.#changes(request, [...below].reverse(), signal);
    const step = {
      created: new Date().toISOString(),
      author: request.author,
      created_by: request.createdBy,
      comment: request.message,
    };
    return this.#record(
      { ...config, author: request.author, config: run, container: undefined, container_config: undefined },
      base.layers,
      layer,
      step,
      signal,
    );
  }

  /** An image of one layer. @throws IMAGE_INVALID when the archive is none */
  async import(
    request: ImportRequest,
    archive: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<ImageRecord> {
    const run = applyChanges({}, request.changes);
    const streams = await openArchive(archive);
    // A failure of one ends the last, which is read.
    const plain = streams.length === 1 ? streams[0] : pipeline([...streams], () => {});
    const hash = createHash('sha256');
    async function* hashed() {
      for await (const chunk of plain as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        yield chunk;
      }
    }
    const blob = await this.#store(hashed(), signal);
    const diffId = `sha256:${hash.digest('hex')}` as Digest;
    const [os, architecture, variant] = request.platform?.split('/') ?? [
      'linux',
      hostPlatform().architecture,
    ];
    const step = { created: new Date().toISOString(), comment: request.message };
    return this.#record({ os, architecture, variant, config: run }, [], { blob, diffId }, step, signal);
  }

  /**
   * The layer of what was written above `below`; undefined: nothing was. Who writes there stands still only while it is read, not
   * while it is compressed, which takes many times as long.
   */
  async #changes(
    { upper, whileStill }: DeriveRequest,
    below: readonly string[],
    signal: AbortSignal,
  ): Promise<NewLayer | undefined> {
    const { aside, diffId, entries } = await whileStill(async () => {
      const { bytes, packed } = packIntoPipe(this.#addon, [upper], below);
      const aside = await spool(bytes, this.#directory, signal);
      return { aside, ...(await packed) };
    });
    try {
      if (entries === 0) return undefined;
      return { blob: await this.#store(aside.read(), signal), diffId: diffId as Digest };
    } finally {
      await aside.close();
    }
  }

  async #store(plain: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Descriptor> {
    const source = Readable.from(plain, { objectMode: false });
    const gzip = createGzip({ level: FAST, chunkSize: 256 * 1024 });
    const stop = () => source.destroy(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    source.once('error', (error) => gzip.destroy(error));
    try {
      const stored = await this.#blobs.put(source.pipe(gzip));
      return { mediaType: '', annotations: {}, ...stored };
    } finally {
      signal.removeEventListener('abort', stop);
      source.destroy();
    }
  }

  async #record(
    config: JsonObject,
    base: readonly ImageLayer[],
    layer: NewLayer | undefined,
    step: JsonObject,
    signal: AbortSignal,
  ): Promise<ImageRecord> {
    const diffIds = [...base.map(({ diffId }) => diffId), ...(layer === undefined ? [] : [layer.diffId])];
    const history = Array.isArray(config.history) ? config.history : [];
    const whole = Buffer.from(
      JSON.stringify({
        ...config,
        created: step.created,
        rootfs: { type: 'layers', diff_ids: diffIds },
        history: [...history, layer === undefined ? { ...step, empty_layer: true } : step],
      }),
    );
    await this.#blobs.putBytes(whole);
    const manifest = {
      kind: 'manifest',
      config: { mediaType: '', annotations: {}, digest: digestOf(whole), size: whole.length },
      layers: [
        ...base.map(({ digest, size }) => ({ mediaType: '', annotations: {}, digest, size })),
        ...(layer === undefined ? [] : [layer.blob]),
      ],
    } as const;
    const present = async () => undefined;
    return this.#importer.import(manifest, 'the new image', present, () => {}, signal);
  }
}

/** Fields of the container replace those of its image; labels and exposed ports are added to them. */
function mergeRunConfig(image: unknown, container: JsonObject): JsonObject {
  const before = isObject(image) ? image : {};
  const joined = ['Labels', 'ExposedPorts']
    .map((key) => [key, { ...objectOf(before[key]), ...objectOf(container[key]) }] as const)
    .filter(([, sum]) => Object.keys(sum).length > 0);
  return { ...before, ...container, ...Object.fromEntries(joined) };
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
