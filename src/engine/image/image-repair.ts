import { type Digest, hexOf, isDigest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import type { Mendable } from '../../spec/repair.js';
import type { BlobStore } from '../store/blob-store.js';
import { damageOf, setAside } from '../store/damage.js';
import type { ImageImporter } from './image-importer.js';
import type { ImageRecords } from './image-records.js';
import { MAX_MANIFEST_BYTES, type Manifest, parseManifest } from './manifest.js';

export interface ImageRepairParts {
  /** State root. */
  readonly root: string;
  readonly records: ImageRecords;
  readonly blobs: BlobStore;
  readonly importer: ImageImporter;
}

/**
 * The damaged records of images and their names. An image is put together again of its blobs, where its manifest is among them; its
 * name is then missing where that was damaged, and a pull gives it back without fetching anything.
 */
export async function imageDamages(parts: ImageRepairParts): Promise<readonly Mendable[]> {
  const { root, records } = parts;
  const { images, references } = await records.damaged();
  if (images.size + references.size === 0) return [];
  const manifests = images.size === 0 ? new Map<Digest, Manifest>() : await manifestsByImage(parts.blobs);
  const damagedImages = [...images].flatMap(([hex, error]) => {
    const id = `sha256:${hex}`;
    const manifest = isDigest(id) ? manifests.get(id) : undefined;
    const damage = damageOf(error, 'image', manifest === undefined ? 'set aside' : 'rebuild');
    if (damage === undefined) return [];
    const mend = async () => {
      const movedTo = await setAside(root, damage.path);
      if (manifest !== undefined) await rebuild(parts, manifest);
      return movedTo;
    };
    return [{ ...damage, mend }];
  });
  const damagedNames = [...references.values()].flatMap((error) => {
    const damage = damageOf(error, 'image name', 'set aside');
    return damage === undefined ? [] : [{ ...damage, mend: () => setAside(root, damage.path) }];
  });
  return [...damagedImages, ...damagedNames];
}

async function rebuild({ importer }: ImageRepairParts, manifest: Manifest): Promise<void> {
  const missing = async (): Promise<never> => {
    throw new TscomposeError('IMAGE_NOT_FOUND', 'one of its blobs is gone: pull or load it again');
  };
  const what = hexOf(manifest.config.digest).slice(0, 12);
  await importer.import(manifest, what, missing, () => {}, new AbortController().signal);
}

/** Image id → manifest, of every manifest in the store. */
async function manifestsByImage(blobs: BlobStore): Promise<ReadonlyMap<Digest, Manifest>> {
  const found = new Map<Digest, Manifest>();
  for (const { digest, size } of await blobs.list()) {
    if (size > MAX_MANIFEST_BYTES) continue;
    const manifest = asManifest(await blobs.read(digest));
    if (manifest !== undefined) found.set(manifest.config.digest, manifest);
  }
  return found;
}

/** Undefined for configs, small layers, and whatever else is not one. */
function asManifest(bytes: Uint8Array): Manifest | undefined {
  // The first letter spares parsing most layers.
  if (bytes[0] !== '{'.charCodeAt(0)) return undefined;
  try {
    const parsed = parseManifest(bytes, 'a blob');
    return parsed.kind === 'manifest' ? { ...parsed, bytes } : undefined;
  } catch (error) {
    if (error instanceof TscomposeError && error.code === 'IMAGE_INVALID') return undefined;
    throw error;
  }
}
