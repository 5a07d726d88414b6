import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { familiarReference, parseReference } from '../../base/image-reference.js';
import type { VerifyItem } from '../../spec/images.js';
import type { BlobStore } from '../store/blob-store.js';
import { neededBy } from './garbage.js';
import type { ImageRecord, ImageRecords } from './image-records.js';
import type { LayerStore } from './layer-store.js';

const READ_SIZE = 1024 * 1024;

/**
 * Reads every blob again, counts every layer's names, and looks whether images have what they need. Damaged blobs are removed, so
 * that the next pull brings them anew; an unpacked layer whose blob is whole is unpacked again when it is next needed.
 */
export async function* verifyStore(
  records: ImageRecords,
  blobs: BlobStore,
  layers: LayerStore,
  signal: AbortSignal,
): AsyncGenerator<VerifyItem> {
  for (const { digest } of await blobs.list()) {
    const actual = await digestOfFile(blobs.path(digest), signal);
    if (actual === digest) {
      yield { type: 'checked', kind: 'blob', name: digest };
      continue;
    }
    await blobs.remove(digest);
    yield problem('blob', digest, `hashes to ${actual}`, true);
  }
  yield* verifyLayers(await records.allImages(), layers, signal);
  const images = await records.images();
  for (const record of images) yield* verifyImage(record, blobs);
  const known = new Set<string>(images.map(({ id }) => id));
  for (const { reference, id } of await records.references()) {
    if (known.has(id)) continue;
    await records.removeReference(reference);
    yield problem('reference', familiarReference(parseReference(reference)), `names no image: ${id}`, true);
  }
}

async function* verifyLayers(
  images: readonly ImageRecord[],
  layers: LayerStore,
  signal: AbortSignal,
): AsyncGenerator<VerifyItem> {
  const needed = neededBy(images).layers;
  for (const layer of await layers.list()) {
    signal.throwIfAborted();
    if (!needed.has(layer.chainId)) continue;
    const found = await layers.weigh(layer);
    if (found === layer.bytes) yield { type: 'checked', kind: 'layer', name: layer.chainId };
    else
      yield problem('layer', layer.chainId, `has ${found} bytes of files instead of ${layer.bytes}`, false);
  }
}

async function* verifyImage(record: ImageRecord, blobs: BlobStore): AsyncGenerator<VerifyItem> {
  const wanted = [record.id, ...record.layers.map(({ digest }) => digest)];
  const sizes = new Map(record.layers.map(({ digest, size }) => [digest, size]));
  const present = await Promise.all(wanted.map((digest) => blobs.has(digest, sizes.get(digest))));
  const missing = wanted.filter((_, index) => !present[index]);
  if (missing.length === 0) yield { type: 'checked', kind: 'image', name: record.id };
  else yield problem('image', record.id, `lacks ${missing.join(', ')}; pull or load it again`, false);
}

async function digestOfFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: READ_SIZE, signal })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

function problem(
  kind: Extract<VerifyItem, { type: 'problem' }>['kind'],
  name: string,
  message: string,
  repaired: boolean,
): VerifyItem {
  return { type: 'problem', kind, name, message, repaired };
}
