import { isDigest } from '../../base/digest.js';
import { formatReference, parseReference } from '../../base/image-reference.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { BlobStore } from '../store/blob-store.js';
import { buildHelloImage, HELLO_REFERENCE, isHello } from './hello-image.js';
import type { ImageDescriber } from './image-description.js';
import type { ImageImporter } from './image-importer.js';
import type { ImageLookup } from './image-lookup.js';
import type { ImageNames } from './image-names.js';

export interface BuiltInParts {
  readonly blobs: BlobStore;
  readonly importer: ImageImporter;
  readonly names: ImageNames;
  readonly lookup: ImageLookup;
  readonly describer: ImageDescriber;
  /** Brings an image in while nothing is cleared away. */
  readonly changing: <T>(change: () => Promise<T>) => Promise<T>;
}

/** The image that needs no registry: made when it is first asked for, and again when somebody removed it. */
export class BuiltInImage {
  readonly #program: string;
  readonly #parts: BuiltInParts;
  // Made anew once per process: the program may be another one since the last time.
  #made: Promise<ImageInfo> | undefined;

  /** @param program path of the static executable that it is made of */
  constructor(program: string, parts: BuiltInParts) {
    this.#program = program;
    this.#parts = parts;
  }

  /** Makes it where `text` is its name. */
  async provide(text: string): Promise<void> {
    const isId = isDigest(text) || /^[0-9a-f]{64}$/.test(text);
    if (!isId && isHello(parseReference(text))) await this.get();
  }

  async get(): Promise<ImageInfo> {
    this.#made ??= this.#make();
    const made = await this.#made;
    const found = await this.#parts.lookup.byReference(HELLO_REFERENCE);
    if (found?.record.id === made.id) return made;
    this.#made = this.#make();
    return this.#made;
  }

  async #make(): Promise<ImageInfo> {
    const { blobs, importer, names, describer, changing } = this.#parts;
    try {
      return await changing(async () => {
        const name = formatReference(HELLO_REFERENCE);
        const manifest = await buildHelloImage(this.#program, blobs);
        const fetch = async () => undefined;
        const record =
          (await importer.existing(manifest)) ??
          (await importer.import(manifest, name, fetch, () => {}, new AbortController().signal));
        await names.assign(record, [HELLO_REFERENCE]);
        return describer.info(record);
      });
    } catch (error) {
      this.#made = undefined;
      throw error;
    }
  }
}
