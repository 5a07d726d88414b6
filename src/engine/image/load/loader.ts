import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hexOf } from '../../../base/digest.js';
import { TscomposeError } from '../../../base/errors.js';
import type { Reference } from '../../../base/image-reference.js';
import type { BlobStore } from '../../store/blob-store.js';
import type { FetchBlob, ImageImporter, Report } from '../image-importer.js';
import type { ImageRecord } from '../image-records.js';
import { malformed } from '../json-shape.js';
import { MAX_MANIFEST_BYTES } from '../manifest.js';
import { readArchive } from './archive-contents.js';
import { archiveName } from './archive-stream.js';
import { readDockerArchive } from './docker-archive.js';
import type { LoadableImage } from './loadable-image.js';
import { type ReadBlob, readOciLayout } from './oci-layout.js';

export interface Loaded {
  readonly record: ImageRecord;
  readonly references: readonly Reference[];
}

/** Brings images from files into the store: OCI layouts, as a directory or a tar archive, and archives of `docker save`. */
export class Loader {
  readonly #blobs: BlobStore;
  readonly #importer: ImageImporter;

  constructor(blobs: BlobStore, importer: ImageImporter) {
    this.#blobs = blobs;
    this.#importer = importer;
  }

  /**
   * @param report hears of the layers of one image after the other
   * @throws IMAGE_NOT_FOUND when there is no such file; IMAGE_INVALID, NO_SPACE
   */
  async load(
    source: string | AsyncIterable<Uint8Array>,
    report: Report,
    signal: AbortSignal,
  ): Promise<readonly Loaded[]> {
    return typeof source === 'string' && (await isDirectory(source))
      ? this.#loadDirectory(source, report, signal)
      : this.#loadArchive(source, report, signal);
  }

  async #loadDirectory(path: string, report: Report, signal: AbortSignal): Promise<readonly Loaded[]> {
    const index = await readIndex(path);
    const fetch: FetchBlob = async ({ digest, size }, _, shared) => {
      const source = createReadStream(join(path, 'blobs', 'sha256', hexOf(digest)), { signal: shared });
      await this.#blobs.put(source, { digest, size });
    };
    const readBlob: ReadBlob = async (descriptor) => {
      if (descriptor.size > MAX_MANIFEST_BYTES) throw malformed(`manifest in ${path}`, 'it is too large');
      await fetch(descriptor, () => {}, signal);
      return this.#blobs.read(descriptor.digest);
    };
    return this.#importAll(await readOciLayout(index, readBlob, path), fetch, report, signal);
  }

  async #loadArchive(
    source: string | AsyncIterable<Uint8Array>,
    report: Report,
    signal: AbortSignal,
  ): Promise<readonly Loaded[]> {
    const path = archiveName(source);
    const contents = await readArchive(source, this.#blobs, signal);
    const docker = contents.tables.get('manifest.json');
    const index = contents.tables.get('index.json');
    // Docker's newer archives have both; manifest.json tells the names more completely.
    if (docker !== undefined) {
      return this.#importAll(readDockerArchive(docker, contents, path), lacking(path), report, signal);
    }
    if (index === undefined) throw notAnImage(path, 'it holds neither manifest.json nor index.json');
    const readBlob: ReadBlob = async (descriptor) => {
      if (!(await this.#blobs.has(descriptor.digest))) await lacking(path)(descriptor, () => {}, signal);
      if (descriptor.size > MAX_MANIFEST_BYTES) throw malformed(`manifest in ${path}`, 'it is too large');
      return this.#blobs.read(descriptor.digest);
    };
    return this.#importAll(await readOciLayout(index, readBlob, path), lacking(path), report, signal);
  }

  /** Each image once, with all of its names: a layout has an entry for every name. */
  async #importAll(
    images: readonly LoadableImage[],
    fetch: FetchBlob,
    report: Report,
    signal: AbortSignal,
  ): Promise<readonly Loaded[]> {
    const loaded = new Map<string, Loaded>();
    for (const { manifest, what, references } of images) {
      const { record, references: others = [] } = loaded.get(manifest.config.digest) ?? {
        record:
          (await this.#importer.existing(manifest)) ??
          (await this.#importer.import(manifest, what, fetch, report, signal)),
      };
      loaded.set(record.id, { record, references: [...others, ...references] });
    }
    return [...loaded.values()];
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new TscomposeError('IMAGE_NOT_FOUND', `there is no file ${path} to load images from`, {
      action: 'load images',
      subject: path,
    });
  }
}

async function readIndex(path: string): Promise<Uint8Array> {
  try {
    return await readFile(join(path, 'index.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw notAnImage(path, 'it has no index.json', error);
    throw error;
  }
}

function notAnImage(path: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('IMAGE_INVALID', `${path} is not an image: ${why}`, {
    subject: path,
    hint: 'Give an OCI layout (a directory or a tar archive) or what "docker save" wrote.',
    ...(cause === undefined ? {} : { cause }),
  });
}

// Whatever an archive has is in the store before its images are imported.
function lacking(path: string): FetchBlob {
  return async ({ digest }) => {
    throw malformed(`archive ${path}`, `it lacks the blob ${digest}`);
  };
}
