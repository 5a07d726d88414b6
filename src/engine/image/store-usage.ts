import type { StoreUsage } from '../../spec/parts.js';
import type { BlobStore } from '../store/blob-store.js';
import type { ImageRecords } from './image-records.js';
import type { LayerStore } from './layer-store.js';

/** What images take on the disk: blobs as they came and layers unpacked, each once however many images share it. */
export async function measureStore(
  records: ImageRecords,
  blobs: BlobStore,
  layers: LayerStore,
): Promise<StoreUsage> {
  const [images, storedBlobs, storedLayers] = await Promise.all([
    records.images(),
    blobs.list(),
    layers.list(),
  ]);
  const unpacked = new Map<string, number>(storedLayers.map(({ chainId, bytes }) => [chainId, bytes]));
  const holders = new Map<string, number>();
  for (const { layers: own } of images) {
    for (const { chainId } of own) holders.set(chainId, (holders.get(chainId) ?? 0) + 1);
  }
  const sizeOf = (own: readonly { readonly chainId: string }[]) =>
    own.reduce((sum, { chainId }) => sum + (unpacked.get(chainId) ?? 0), 0);
  const isShared = ({ chainId }: { readonly chainId: string }) => (holders.get(chainId) ?? 0) > 1;
  return {
    images: new Map(
      images.map(({ id, layers: own }) => [
        id as string,
        {
          sharedSize: sizeOf(own.filter(isShared)),
          uniqueSize: sizeOf(own.filter((layer) => !isShared(layer))),
        },
      ]),
    ),
    size:
      storedBlobs.reduce((sum, { size }) => sum + size, 0) +
      storedLayers.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
