import { type Digest, digestOf, hexOf } from '../../../base/digest.js';
import { familiarReference, formatReference, parseReference } from '../../../base/image-reference.js';
import type { ArchiveFormat, SaveRequest } from '../../../spec/images.js';
import type { BlobStore } from '../../store/blob-store.js';
import { OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from '../blob-type.js';
import { parseConfig } from '../image-config.js';
import { type ImageLookup, noSuchImage } from '../image-lookup.js';
import type { ImageRecord, ImageRecords } from '../image-records.js';
import { isObject, malformed, parseJsonObject } from '../json-shape.js';
import { ociManifest } from '../stored-manifest.js';
import { type ArchiveFile, writeArchive } from './archive-writer.js';

interface Chosen {
  readonly record: ImageRecord;
  /** Full references that go along. */
  readonly references: readonly string[];
}

interface Described extends Chosen {
  readonly config: { readonly digest: Digest; readonly size: number };
  readonly manifest: Uint8Array;
  readonly platform: { readonly os: string; readonly architecture: string };
}

/** Writes images into archives. One archive is OCI layout and docker-archive at once, as those of `docker save`. */
export class Saver {
  readonly #records: ImageRecords;
  readonly #lookup: ImageLookup;
  readonly #blobs: BlobStore;

  constructor(records: ImageRecords, lookup: ImageLookup, blobs: BlobStore) {
    this.#records = records;
    this.#lookup = lookup;
    this.#blobs = blobs;
  }

  /** @throws IMAGE_NOT_FOUND before the first byte; IMAGE_INVALID when a blob is gone */
  async *save({ images, format }: SaveRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const chosen = await Promise.all((await this.#choose(images)).map((item) => this.#describe(item)));
    const index = json({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: chosen.flatMap((item) => indexEntries(item, format)),
    });
    const files: ArchiveFile[] = [
      ...(await this.#blobFiles(chosen)),
      { name: 'index.json', content: index },
      ...(format === 'docker' ? [{ name: 'manifest.json', content: json(chosen.map(dockerEntry)) }] : []),
      { name: 'oci-layout', content: json({ imageLayoutVersion: '1.0.0' }) },
    ];
    yield* writeArchive(['blobs', 'blobs/sha256'], files, signal);
  }

  /** Each image once, with all the names it was asked for by, in the order of the first. */
  async #choose(images: readonly string[]): Promise<readonly Chosen[]> {
    const chosen = new Map<Digest, { record: ImageRecord; references: Set<string> }>();
    for (const image of images) {
      for (const { record, references } of await this.#named(image)) {
        const item = chosen.get(record.id) ?? { record, references: new Set() };
        for (const reference of references) item.references.add(reference);
        chosen.set(record.id, item);
      }
    }
    return [...chosen.values()].map(({ record, references }) => ({ record, references: [...references] }));
  }

  async #named(image: string): Promise<readonly Chosen[]> {
    const byName = isBareName(image) ? await this.#ofRepository(image) : [];
    if (byName.length > 0) return byName;
    const found = await this.#lookup.find(image);
    if (found === undefined) throw noSuchImage(image);
    const { record, reference } = found;
    return [{ record, references: reference === undefined || reference.includes('@') ? [] : [reference] }];
  }

  /** Every tag of a repository: what a name without a tag stands for here, as for Docker. */
  async #ofRepository(name: string): Promise<readonly Chosen[]> {
    const repository = formatReference({ ...parseReference(name), tag: '' });
    const chosen: Chosen[] = [];
    for (const { reference, id } of await this.#records.references()) {
      if (
        reference.includes('@') ||
        !reference.startsWith(repository) ||
        reference.slice(repository.length).includes('/')
      )
        continue;
      const record = await this.#records.image(id);
      if (record !== undefined) chosen.push({ record, references: [reference] });
    }
    return chosen;
  }

  async #describe(chosen: Chosen): Promise<Described> {
    const { record } = chosen;
    const bytes = await this.#blobs.read(record.id);
    const { architecture } = parseConfig(bytes, `config of ${record.id}`);
    const config = { digest: record.id, size: bytes.length };
    const own = record.manifest === undefined ? undefined : await this.#blobs.read(record.manifest);
    const manifest =
      own !== undefined && isOci(own) ? own : await ociManifest(config, record.layers, this.#blobs);
    return { ...chosen, config, manifest, platform: { os: 'linux', architecture } };
  }

  /** Every blob once, sorted. */
  async #blobFiles(chosen: readonly Described[]): Promise<readonly ArchiveFile[]> {
    const files = new Map<Digest, ArchiveFile>();
    for (const { record, config, manifest } of chosen) {
      files.set(digestOf(manifest), { name: blobName(digestOf(manifest)), content: manifest });
      for (const { digest, size } of [config, ...record.layers]) {
        if (!(await this.#blobs.has(digest, size))) {
          throw malformed(
            `image ${record.id}`,
            `its blob ${digest} is not in the store any more; pull it again`,
          );
        }
        files.set(digest, { name: blobName(digest), path: this.#blobs.path(digest), size });
      }
    }
    return [...files.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  }
}

function isBareName(image: string): boolean {
  if (/^(sha256:)?[0-9a-f]{64}$/.test(image) || image.includes('@')) return false;
  return !image.slice(image.lastIndexOf('/') + 1).includes(':');
}

/** One that a reader of OCI layouts understands: registries also have manifests of Docker's types. */
function isOci(manifest: Uint8Array): boolean {
  const { mediaType, config } = parseJsonObject(manifest, 'stored manifest');
  return (
    (mediaType === undefined || mediaType === OCI_MANIFEST) &&
    isObject(config) &&
    config.mediaType === OCI_CONFIG
  );
}

/**
 * Docker writes the tag alone as reference; what reads nothing but the layout (skopeo, podman) looks an image up by it, and there
 * two of the same tag must be told apart.
 */
function indexEntries(
  { references, manifest, platform }: Described,
  format: ArchiveFormat,
): readonly object[] {
  const descriptor = { mediaType: OCI_MANIFEST, digest: digestOf(manifest), size: manifest.length };
  if (references.length === 0) return [{ ...descriptor, platform }];
  return references.map((reference) => ({
    ...descriptor,
    annotations: {
      'io.containerd.image.name': reference,
      'org.opencontainers.image.ref.name': format === 'oci' ? reference : parseReference(reference).tag,
    },
    platform,
  }));
}

function dockerEntry({ record, references }: Described): object {
  return {
    Config: blobName(record.id),
    RepoTags:
      references.length === 0 ? null : references.map((name) => familiarReference(parseReference(name))),
    Layers: record.layers.map(({ digest }) => blobName(digest)),
  };
}

function blobName(digest: Digest): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
