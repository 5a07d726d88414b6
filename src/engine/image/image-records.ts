import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOf, hexOf, isDigest } from '../../base/digest.js';
import type { TscomposeError } from '../../base/errors.js';
import { isCorrupt } from '../store/damage.js';
import { ObjectFiles } from '../store/object-files.js';
import { isObject } from './json-shape.js';

/** One layer of an image, as the image was fetched. */
export interface ImageLayer {
  readonly digest: Digest;
  /** Bytes of the blob. */
  readonly size: number;
  readonly diffId: Digest;
  readonly chainId: Digest;
}

/** What is recorded of an image beside its config blob. */
export interface ImageRecord {
  /** Digest of the config blob. */
  readonly id: Digest;
  /** Bottom first. */
  readonly layers: readonly ImageLayer[];
  /** Bytes unpacked, all layers. */
  readonly size: number;
  /** Digest of the manifest that it came with, or that was written for it; a blob of the store. */
  readonly manifest?: Digest;
  /** The user removed it; it is kept for the containers made of it, and goes with the last of them. */
  readonly removed?: true;
}

/** Which image a reference means here. */
export interface ReferenceRecord {
  readonly reference: string;
  readonly id: Digest;
  /** Digest of the manifest or index that the reference stood for, where it came from one. */
  readonly manifest?: Digest;
  /** When a registry was asked last, RFC 3339. */
  readonly pulledAt?: string;
  /** When somebody gave the image this name by hand, or loaded it, RFC 3339. */
  readonly taggedAt?: string;
}

/** Images and the references to them: one file each, so that moving a tag is one rename. */
export class ImageRecords {
  readonly #images: ObjectFiles<ImageRecord>;
  readonly #references: ObjectFiles<ReferenceRecord>;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#images = new ObjectFiles(join(directory, 'records'), 1, decodeImage);
    this.#references = new ObjectFiles(join(directory, 'references'), 1, decodeReference);
  }

  async recover(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o711 });
    await this.#images.recover();
    await this.#references.recover();
  }

  /** An image that the user has not removed. */
  async image(id: Digest): Promise<ImageRecord | undefined> {
    const record = await this.#images.get(hexOf(id));
    return record?.removed ? undefined : record;
  }

  /** The image, removed or not: for those who were there before the removal. */
  imageInUse(id: Digest): Promise<ImageRecord | undefined> {
    return this.#images.get(hexOf(id));
  }

  /** Those whose records can be used. */
  async images(): Promise<readonly ImageRecord[]> {
    return (await this.#images.listUsable()).filter((record) => !record.removed);
  }

  /**
   * Those that were removed and are still kept among them. For who clears away: what a damaged record needs must stay.
   * @throws STATE_CORRUPT
   */
  allImages(): Promise<readonly ImageRecord[]> {
    return this.#images.list();
  }

  putImage(record: ImageRecord): Promise<void> {
    return this.#images.put(hexOf(record.id), record);
  }

  /** Forgets an image for good. */
  forgetImage(id: Digest): Promise<void> {
    return this.#images.remove(hexOf(id));
  }

  reference(reference: string): Promise<ReferenceRecord | undefined> {
    return this.#references.get(fileName(reference));
  }

  /** Those whose records can be used. */
  references(): Promise<readonly ReferenceRecord[]> {
    return this.#references.listUsable();
  }

  /** @throws STATE_CORRUPT when a record is damaged */
  async requireWhole(): Promise<void> {
    await Promise.all([this.#images.list(), this.#references.list()]);
  }

  /** Damaged files, each by the id that it stands for; a name's id says nothing. */
  async damaged(): Promise<{
    readonly images: ReadonlyMap<string, TscomposeError>;
    readonly references: ReadonlyMap<string, TscomposeError>;
  }> {
    const [images, references] = await Promise.all([this.#images.damaged(), this.#references.damaged()]);
    return { images, references };
  }

  async putReference(record: ReferenceRecord): Promise<void> {
    const name = fileName(record.reference);
    const known = await this.#usableReference(name);
    const isNews = known?.id !== record.id || known.manifest !== record.manifest;
    await (isNews ? this.#references.put(name, record) : this.#references.touch(name, record));
  }

  /** A damaged record is about to be replaced. */
  async #usableReference(name: string): Promise<ReferenceRecord | undefined> {
    try {
      return await this.#references.get(name);
    } catch (error) {
      if (isCorrupt(error)) return undefined;
      throw error;
    }
  }

  removeReference(reference: string): Promise<void> {
    return this.#references.remove(fileName(reference));
  }
}

// References hold slashes and can be longer than a file name.
function fileName(reference: string): string {
  return hexOf(digestOf(reference));
}

function decodeImage(value: Readonly<Record<string, unknown>>): ImageRecord {
  const { id, layers, size, manifest, removed } = value;
  if (typeof id !== 'string' || !isDigest(id)) throw new Error('"id" is not a digest');
  if (typeof size !== 'number') throw new Error('"size" is not a number');
  if (!Array.isArray(layers)) throw new Error('"layers" is not a list');
  if (manifest !== undefined && (typeof manifest !== 'string' || !isDigest(manifest))) {
    throw new Error('"manifest" is not a digest');
  }
  return {
    id,
    size,
    layers: layers.map(decodeLayer),
    ...(manifest === undefined ? {} : { manifest }),
    ...(removed === true ? { removed } : {}),
  };
}

function decodeLayer(value: unknown): ImageLayer {
  if (!isObject(value)) throw new Error('a layer is not an object');
  const { digest, size, diffId, chainId } = value;
  const areDigests = [digest, diffId, chainId].every((item) => typeof item === 'string' && isDigest(item));
  if (!areDigests || typeof size !== 'number') throw new Error('a layer lacks a digest or its size');
  return value as unknown as ImageLayer;
}

function decodeReference(value: Readonly<Record<string, unknown>>): ReferenceRecord {
  const { reference, id, manifest, pulledAt, taggedAt } = value;
  if (typeof reference !== 'string') throw new Error('"reference" is not a string');
  if (typeof id !== 'string' || !isDigest(id)) throw new Error('"id" is not a digest');
  const times = {
    ...(typeof pulledAt === 'string' ? { pulledAt } : {}),
    ...(typeof taggedAt === 'string' ? { taggedAt } : {}),
  };
  if (manifest === undefined) return { reference, id, ...times };
  if (typeof manifest !== 'string' || !isDigest(manifest)) throw new Error('"manifest" is not a digest');
  return { reference, id, manifest, ...times };
}
