import { dirname, join } from 'node:path';
import { isDigest } from '../../base/digest.js';
import { TscomposeError, toTscomposeError } from '../../base/errors.js';
import { formatReference, parseReference } from '../../base/image-reference.js';
import { parsePlatform } from '../../base/platform.js';
import type { Addon } from '../../native/addon-surface.js';
import type { PullProgress } from '../../spec/engine.js';
import type {
  ImageDetails,
  ImageRemoval,
  ImportRequest,
  PruneImagesRequest,
  PruneResult,
  RemoveImageRequest,
  SaveRequest,
  VerifyItem,
} from '../../spec/images.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { DeriveRequest, ImageRoot, ImageStore, ImageUsers, StoreUsage } from '../../spec/parts.js';
import type { PullOptions } from '../../spec/registry.js';
import type { Mendable } from '../../spec/repair.js';
import { BlobDownloads } from '../store/blob-downloads.js';
import { BlobStore } from '../store/blob-store.js';
import type { GrowingBlobCalls } from '../store/incoming-blob.js';
import { BuiltInImage } from './built-in-image.js';
import { Collection } from './collection.js';
import { GarbageCollector } from './garbage.js';
import { Gate } from './gate.js';
import { isHello } from './hello-image.js';
import { ImageDescriber } from './image-description.js';
import { ImageImporter } from './image-importer.js';
import { type FoundImage, ImageLookup, noSuchImage } from './image-lookup.js';
import { ImageMaker } from './image-maker.js';
import { ImageNames, parseNewName } from './image-names.js';
import { pruneImages } from './image-pruning.js';
import { type ImageRecord, ImageRecords } from './image-records.js';
import { ImageRemover } from './image-removal.js';
import { imageDamages } from './image-repair.js';
import { type LayerCalls, LayerStore } from './layer-store.js';
import { Loader } from './load/loader.js';
import { requirePlatform } from './platform.js';
import { Puller } from './puller.js';
import { Registries, type RegistriesOptions } from './registry/registries.js';
import { RegistryImages } from './registry-images.js';
import { Saver } from './save/saver.js';
import { sweepSpools } from './spool.js';
import { measureStore } from './store-usage.js';
import { verifyStore } from './verify-store.js';

export interface ImageStoreOptions {
  readonly addon: Pick<Addon, LayerCalls | 'packLayers' | 'openPipe' | GrowingBlobCalls>;
  /** `images/` of the state root. */
  readonly directory: string;
  /** Path of the static executable that the built-in image is made of. */
  readonly helloProgram: string;
  readonly registries?: RegistriesOptions;
  /** Hears of failures of work that nobody waits for. */
  readonly onBackgroundError?: (error: unknown) => void;
}

/** The images of one state root: blobs by digest, layers by chain id, records by image id, references by name. */
export class LocalImageStore implements ImageStore {
  readonly #options: ImageStoreOptions;
  readonly #blobs: BlobStore;
  readonly #layers: LayerStore;
  readonly #records: ImageRecords;
  readonly #importer: ImageImporter;
  readonly #puller: Puller;
  readonly #registries: Registries;
  readonly registries: RegistryImages;
  readonly #lookup: ImageLookup;
  readonly #describer: ImageDescriber;
  readonly #remover: ImageRemover;
  readonly #names: ImageNames;
  readonly #builtIn: BuiltInImage;
  readonly #collection: Collection;
  /** Those who bring images in together, or who clears away alone. */
  readonly #content = new Gate();
  /** Those who rely on a name or image together, or who takes it away alone. */
  readonly #users = new Gate();

  constructor(options: ImageStoreOptions) {
    const { addon, directory } = options;
    this.#options = options;
    this.#blobs = new BlobStore(join(directory, 'blobs'));
    this.#layers = new LayerStore(addon, join(directory, 'layers'));
    this.#records = new ImageRecords(directory);
    this.#importer = new ImageImporter(this.#blobs, this.#layers, this.#records);
    this.#lookup = new ImageLookup(this.#records);
    this.#describer = new ImageDescriber(this.#records, this.#blobs, this.#layers);
    this.#remover = new ImageRemover(this.#records, this.#lookup);
    this.#names = new ImageNames(this.#records, this.#lookup, this.#users);
    this.#collection = new Collection(
      this.#records,
      new GarbageCollector(this.#records, this.#blobs, this.#layers),
      this.#content,
      (error) => options.onBackgroundError?.(error),
    );
    this.#builtIn = new BuiltInImage(options.helloProgram, {
      blobs: this.#blobs,
      importer: this.#importer,
      names: this.#names,
      lookup: this.#lookup,
      describer: this.#describer,
      changing: (change) => this.#changing(change),
    });
    this.#registries = new Registries(options.registries);
    this.registries = new RegistryImages(this.#registries, this.#blobs, this.#records, (work) =>
      this.keeping(work),
    );
    const downloads = new BlobDownloads(addon, this.#blobs);
    this.#puller = new Puller(this.#registries, this.#blobs, downloads, this.#importer);
  }

  async recover(): Promise<void> {
    await this.#records.recover();
    await sweepSpools(this.#options.directory);
    await Promise.all([this.#blobs.recover(), this.#layers.recover()]);
  }

  /** By id, reference or beginning of an id, in that order. */
  async find(text: string): Promise<ImageInfo | undefined> {
    const found = await this.#find(text);
    return found === undefined ? undefined : this.#describer.info(found.record);
  }

  async findById(id: string): Promise<ImageInfo | undefined> {
    const record = isDigest(id) ? await this.#records.image(id) : await this.#lookup.byIdPrefix(id);
    return record === undefined ? undefined : this.#describer.info(record);
  }

  list(): Promise<readonly ImageInfo[]> {
    return this.#describer.list();
  }

  async inspect(text: string): Promise<ImageDetails> {
    const found = (await this.#find(text)) ?? (await this.#lookup.get(text));
    return this.#describer.details(found.record);
  }

  async root(imageId: string): Promise<ImageRoot> {
    const record = isDigest(imageId) ? await this.#records.imageInUse(imageId) : undefined;
    if (record === undefined) {
      throw new TscomposeError('IMAGE_NOT_FOUND', `there is no image ${imageId}`, { subject: imageId });
    }
    const directories = await this.#importer.directories(record, new AbortController().signal);
    return { image: await this.#describer.info(record), layers: [...directories].reverse() };
  }

  async pull(
    text: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
    options: PullOptions = {},
  ): Promise<ImageInfo> {
    const reference = parseReference(text);
    const platform = options.platform === undefined ? {} : { platform: parsePlatform(options.platform) };
    if (isHello(reference)) {
      const info = await this.#builtIn.get();
      if (platform.platform !== undefined) requirePlatform(info, platform.platform, text);
      onProgress({ phase: 'exists' });
      return info;
    }
    return this.#changing(async () => {
      const { record, manifest } = await this.#puller.pull(
        { reference, logins: options.logins ?? {}, ...platform },
        onProgress,
        signal,
      );
      await this.#names.pulled(record, reference, manifest);
      return this.#describer.info(record);
    });
  }

  async latest(text: string, signal: AbortSignal, options: PullOptions = {}): Promise<string> {
    const reference = parseReference(text);
    if (isHello(reference)) return (await this.#builtIn.get()).id;
    const platform = options.platform === undefined ? {} : { platform: parsePlatform(options.platform) };
    try {
      return await this.#puller.latest({ reference, logins: options.logins ?? {}, ...platform }, signal);
    } catch (error) {
      throw toTscomposeError(error);
    }
  }

  async load(
    source: string | AsyncIterable<Uint8Array>,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly ImageInfo[]> {
    return this.#changing(async () => {
      const images = await new Loader(this.#blobs, this.#importer).load(source, onProgress, signal);
      for (const { record, references } of images) await this.#names.loaded(record, references);
      // What names it had before is not this archive's business.
      return Promise.all(
        images.map(async ({ record, references }) => ({
          ...(await this.#describer.info(record)),
          references: references.map(formatReference),
        })),
      );
    });
  }

  async tag(source: string, target: string): Promise<void> {
    const name = parseNewName(target);
    await this.#builtIn.provide(source);
    await this.#names.tag(source, name);
  }

  async remove(request: RemoveImageRequest, users: ImageUsers): Promise<readonly ImageRemoval[]> {
    const removed = await this.#users.exclusive(() => this.#remover.remove(request, users));
    if (removed.some(({ type }) => type === 'deleted')) await this.#collection.whenIdle(users);
    return removed;
  }

  async prune(request: PruneImagesRequest, users: ImageUsers): Promise<PruneResult> {
    await this.#records.requireWhole();
    const removed = await this.#users.exclusive(() =>
      pruneImages(request, this.#records, this.#remover, (record) => this.#describer.config(record), users),
    );
    const bytes = await this.#collection.all(users);
    return { removed, bytes };
  }

  async *save(request: SaveRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (const image of request.images) await this.#builtIn.provide(image);
    // What is being written must not be cleared away meanwhile.
    const leave = await this.#content.enter();
    try {
      yield* new Saver(this.#records, this.#lookup, this.#blobs).save(request, signal);
    } finally {
      leave();
      this.#collection.postponed();
    }
  }

  import(
    request: ImportRequest,
    archive: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<ImageInfo> {
    return this.#make(request.reference, (maker) => maker.import(request, archive, signal));
  }

  derive(request: DeriveRequest, signal: AbortSignal): Promise<ImageInfo> {
    return this.#make(request.reference, async (maker) => {
      const { imageId } = request;
      const base = isDigest(imageId) ? await this.#records.imageInUse(imageId) : undefined;
      if (base === undefined) throw noSuchImage(imageId);
      return maker.derive(base, request, signal);
    });
  }

  async *verify(signal: AbortSignal): AsyncGenerator<VerifyItem> {
    const leave = await this.#content.enter();
    try {
      yield* verifyStore(this.#records, this.#blobs, this.#layers, signal);
    } finally {
      leave();
      this.#collection.postponed();
    }
  }

  damages(): Promise<readonly Mendable[]> {
    const root = dirname(this.#options.directory);
    const parts = { root, records: this.#records, blobs: this.#blobs, importer: this.#importer };
    return this.#content.shared(() => imageDamages(parts));
  }

  usage(): Promise<StoreUsage> {
    return measureStore(this.#records, this.#blobs, this.#layers);
  }

  collect(users: ImageUsers): Promise<void> {
    return this.#collection.afterUse(users);
  }

  keeping<T>(work: () => Promise<T>): Promise<T> {
    return this.#users.shared(work);
  }

  /** Closes connections and waits until what was unpacked is safe on the disk. */
  async close(): Promise<void> {
    await this.#registries.close();
    await this.#layers.settle();
  }

  async #changing<T>(change: () => Promise<T>): Promise<T> {
    try {
      const result = await this.#content.shared(change);
      this.#layers.settle().catch((error: unknown) => this.#options.onBackgroundError?.(error));
      return result;
    } catch (error) {
      throw toTscomposeError(error);
    } finally {
      this.#collection.postponed();
    }
  }

  #make(name: string | undefined, make: (maker: ImageMaker) => Promise<ImageRecord>): Promise<ImageInfo> {
    const reference = name === undefined ? undefined : parseNewName(name);
    return this.#changing(async () => {
      const { addon, directory } = this.#options;
      const record = await make(new ImageMaker(addon, this.#blobs, this.#importer, directory));
      await (reference === undefined
        ? this.#names.assign(record, [])
        : this.#names.chosen(record, reference));
      return this.#describer.info(record);
    });
  }

  async #find(text: string): Promise<FoundImage | undefined> {
    await this.#builtIn.provide(text);
    return this.#lookup.find(text);
  }
}
