import type { Digest } from '../../base/digest.js';
import type { BlobStore } from '../store/blob-store.js';
import { layerType, OCI_CONFIG, OCI_MANIFEST } from './blob-type.js';
import type { Descriptor, Manifest } from './manifest.js';

/** Puts an image's manifest into the store: as it came, or one made for it where it came with none of its own. */
export async function storeManifest(manifest: Manifest, blobs: BlobStore): Promise<Digest> {
  const bytes = manifest.bytes ?? (await ociManifest(manifest.config, manifest.layers, blobs));
  return (await blobs.putBytes(bytes)).digest;
}

/**
 * An OCI manifest (image-spec manifest.md) of blobs that the store has.
 * @param layers bottom first
 */
export async function ociManifest(
  config: Pick<Descriptor, 'digest' | 'size'>,
  layers: readonly Pick<Descriptor, 'digest' | 'size'>[],
  blobs: BlobStore,
): Promise<Uint8Array> {
  const described = await Promise.all(
    layers.map(async ({ digest, size }) => ({
      mediaType: await layerType(blobs.path(digest)),
      digest,
      size,
    })),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: OCI_CONFIG, digest: config.digest, size: config.size },
    layers: described,
  };
  return Buffer.from(JSON.stringify(manifest));
}
