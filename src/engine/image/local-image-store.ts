import { join } from 'node:path';
import { type Digest, isDigest } from '../../base/digest.js';
import { TscomposeError, toTscomposeError } from '../../base/errors.js';
import { formatReference, parseReference, type Reference } from '../../base/image-reference.js';
import type { Addon } from '../../native/addon-surface.js';
import type { PullProgress } from '../../spec/engine.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { ImageRoot, ImageStore } from '../../spec/parts.js';
import { BlobStore } from '../store/blob-store.js';
import { buildHelloImage, HELLO_REFERENCE, isHello } from './hello-image.js';
import { parseConfig } from './image-config.js';
import { ImageImporter } from './image-importer.js';
import { type ImageRecord, ImageRecords } from './image-records.js';
import { LayerStore } from './layer-store.js';
import { Loader } from './load/loader.js';
import { Puller } from './puller.js';
import { HttpClient, type HttpOptions } from './registry/http.js';
import type { RetryPolicy } from './registry/retry.js';

export interface ImageStoreOptions {
  readonly addon: Pick<Addon, 'unpackLayer' | 'syncFileSystem'>;
  /** `images/` of the state root. */
  readonly directory: string;
  /** Path of the static executable that the built-in image is made of. */
  readonly helloProgram: string;
  readonly http?: Partial<HttpOptions>;
  readonly retries?: RetryPolicy;
  /** Hears of failures of work that nobody waits for. */
  readonly onBackgroundError?: (error: unknown) => void;
}

const HTTP_DEFAULTS: HttpOptions = { connectTimeoutMs: 10_000, stallTimeoutMs: 30_000 };
const RETRY_DEFAULTS: RetryPolicy = { attempts: 4, backoffMs: 400 };
const SHORTEST_ID = 4;

/** The images of one state root: blobs by digest, layers by chain id, records by image id, references by name. */
export class LocalImageStore implements ImageStore {
  readonly #options: ImageStoreOptions;
  readonly #blobs: BlobStore;
  readonly #layers: LayerStore;
  readonly #records: ImageRecords;
  readonly #importer: ImageImporter;
  readonly #puller: Puller;
  readonly #http: HttpClient;
  #hello: Promise<ImageInfo> | undefined;

  constructor(options: ImageStoreOptions) {
    const { addon, directory } = options;
    this.#options = options;
    this.#blobs = new BlobStore(join(directory, 'blobs'));
    this.#layers = new LayerStore(addon, join(directory, 'layers'));
    this.#records = new ImageRecords(directory);
    this.#importer = new ImageImporter(this.#blobs, this.#layers, this.#records);
    this.#http = new HttpClient({ ...HTTP_DEFAULTS, ...options.http });
    this.#puller = new Puller(this.#http, this.#blobs, this.#importer, options.retries ?? RETRY_DEFAULTS);
  }

  async recover(): Promise<void> {
    await this.#records.recover();
    await Promise.all([this.#blobs.recover(), this.#layers.recover()]);
  }

  /** By id, reference or beginning of an id, in that order. */
  async find(text: string): Promise<ImageInfo | undefined> {
    if (isDigest(text)) return this.findById(text);
    const reference = parseReference(text);
    if (isHello(reference)) return this.#builtIn();
    const record = await this.#recordOf(reference);
    return record === undefined ? this.findById(text) : this.#info(record);
  }

  /** @param id the full id, or its first hex digits as long as they fit one image only */
  async findById(id: string): Promise<ImageInfo | undefined> {
    if (isDigest(id)) {
      const record = await this.#records.image(id);
      return record === undefined ? undefined : this.#info(record);
    }
    const prefix = id.startsWith('sha256:') ? id : `sha256:${id}`;
    if (!/^sha256:[0-9a-f]*$/.test(prefix) || prefix.length < 'sha256:'.length + SHORTEST_ID)
      return undefined;
    const matching = (await this.#records.images()).filter((record) => record.id.startsWith(prefix));
    const [first, second] = matching;
    return first === undefined || second !== undefined ? undefined : this.#info(first);
  }

  async list(): Promise<readonly ImageInfo[]> {
    const references = await this.#referencesById();
    const records = await this.#records.images();
    const images = await Promise.all(records.map((record) => this.#info(record, references)));
    return images.sort((a, b) => compare(a.references[0] ?? a.id, b.references[0] ?? b.id));
  }

  async root(imageId: string): Promise<ImageRoot> {
    const record = isDigest(imageId) ? await this.#records.image(imageId) : undefined;
    if (record === undefined) {
      throw new TscomposeError('IMAGE_NOT_FOUND', `there is no image ${imageId}`, { subject: imageId });
    }
    const directories = await this.#importer.directories(record, new AbortController().signal);
    return { image: await this.#info(record), layers: [...directories].reverse() };
  }

  async pull(
    text: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<ImageInfo> {
    const reference = parseReference(text);
    if (isHello(reference)) {
      const info = await this.#builtIn();
      onProgress({ phase: 'exists' });
      return info;
    }
    return this.#changing(async () => {
      const { record, manifest } = await this.#puller.pull(reference, onProgress, signal);
      await this.#records.putReference({ reference: formatReference(reference), id: record.id, manifest });
      return this.#info(record);
    });
  }

  async load(path: string, signal: AbortSignal): Promise<readonly ImageInfo[]> {
    return this.#changing(async () => {
      const images = await new Loader(this.#blobs, this.#importer).load(path, signal);
      for (const { record, references } of images) {
        for (const reference of references) {
          await this.#records.putReference({ reference: formatReference(reference), id: record.id });
        }
      }
      return Promise.all(images.map(({ record }) => this.#info(record)));
    });
  }

  /** Closes connections and waits until what was unpacked is safe on the disk. */
  async close(): Promise<void> {
    await this.#http.close();
    await this.#layers.settle();
  }

  async #changing<T>(change: () => Promise<T>): Promise<T> {
    try {
      const result = await change();
      this.#layers.settle().catch((error: unknown) => this.#options.onBackgroundError?.(error));
      return result;
    } catch (error) {
      throw toTscomposeError(error);
    }
  }

  // Made anew once per process: the program may be another one since the last time.
  #builtIn(): Promise<ImageInfo> {
    this.#hello ??= this.#makeHello().catch((error: unknown) => {
      this.#hello = undefined;
      throw error;
    });
    return this.#hello;
  }

  #makeHello(): Promise<ImageInfo> {
    return this.#changing(async () => {
      const name = formatReference(HELLO_REFERENCE);
      const manifest = await buildHelloImage(this.#options.helloProgram, this.#blobs);
      const fetch = async () => undefined;
      const record =
        (await this.#importer.existing(manifest)) ??
        (await this.#importer.import(manifest, name, fetch, () => {}, new AbortController().signal));
      await this.#records.putReference({ reference: name, id: record.id });
      return this.#info(record);
    });
  }

  // `name@digest` is what was pulled by digest, or what a tag of that repository was pulled as.
  async #recordOf(reference: Reference): Promise<ImageRecord | undefined> {
    const exact = await this.#records.reference(formatReference(reference));
    if (exact !== undefined) return this.#records.image(exact.id);
    if (reference.digest === undefined) return undefined;
    for (const known of await this.#records.references()) {
      const { domain, path } = parseReference(known.reference);
      const same = domain === reference.domain && path === reference.path;
      if (same && (known.manifest === reference.digest || known.id === reference.digest)) {
        return this.#records.image(known.id);
      }
    }
    return undefined;
  }

  async #referencesById(): Promise<ReadonlyMap<Digest, readonly string[]>> {
    const byId = new Map<Digest, string[]>();
    for (const { id, reference } of await this.#records.references()) {
      byId.set(id, [...(byId.get(id) ?? []), reference]);
    }
    for (const references of byId.values()) references.sort(compare);
    return byId;
  }

  async #info(record: ImageRecord, references?: ReadonlyMap<Digest, readonly string[]>): Promise<ImageInfo> {
    const { config, architecture, createdAt } = parseConfig(
      await this.#blobs.read(record.id),
      `config of ${record.id}`,
    );
    return {
      id: record.id,
      references: (references ?? (await this.#referencesById())).get(record.id) ?? [],
      config,
      createdAt,
      size: record.size,
      architecture,
    };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
