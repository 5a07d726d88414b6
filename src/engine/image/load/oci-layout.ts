import { parseReference, type Reference } from '../../../base/image-reference.js';
import type { Platform } from '../../../base/platform.js';
import { type Descriptor, type Index, type Manifest, parseManifest } from '../manifest.js';
import { choosePlatform, hostPlatform } from '../platform.js';
import type { LoadableImage } from './loadable-image.js';

export type ReadBlob = (descriptor: Descriptor) => Promise<Uint8Array>;

const MAX_INDEX_DEPTH = 3;

/**
 * Reads the images that `index.json` of an OCI layout names (image-spec image-layout.md), each in the variant for this
 * machine.
 * @throws IMAGE_INVALID, IMAGE_NOT_FOUND
 */
export async function readOciLayout(
  index: Uint8Array,
  readBlob: ReadBlob,
  path: string,
  platform: Platform = hostPlatform(),
): Promise<readonly LoadableImage[]> {
  const top = parseManifest(index, `index.json of ${path}`);
  if (top.kind === 'manifest') return [{ what: path, manifest: top, references: [] }];
  const images: LoadableImage[] = [];
  for (const descriptor of imagesOf(top, platform, path)) {
    const what = nameOf(descriptor) ?? descriptor.digest;
    const manifest = await resolve(descriptor, readBlob, what, platform);
    images.push({ what, manifest, references: referencesOf(descriptor) });
  }
  return images;
}

// Entries of one name (or none) are variants of one image; entries of different names are different images.
function imagesOf(index: Index, platform: Platform, path: string): readonly Descriptor[] {
  const variants = new Map<string, Descriptor[]>();
  for (const descriptor of index.manifests) {
    const name = nameOf(descriptor) ?? (descriptor.platform === undefined ? descriptor.digest : '');
    variants.set(name, [...(variants.get(name) ?? []), descriptor]);
  }
  return [...variants].map(([name, manifests]) => {
    const [first] = manifests;
    if (first !== undefined && manifests.length === 1 && first.platform === undefined) return first;
    return choosePlatform({ kind: 'index', manifests }, platform, name === '' ? path : name);
  });
}

async function resolve(
  descriptor: Descriptor,
  readBlob: ReadBlob,
  what: string,
  platform: Platform,
  depth = 0,
): Promise<Manifest> {
  const parsed = parseManifest(await readBlob(descriptor), `manifest of ${what}`);
  if (parsed.kind === 'manifest') return parsed;
  const deeper = depth < MAX_INDEX_DEPTH ? parsed : { ...parsed, manifests: [] };
  return resolve(choosePlatform(deeper, platform, what), readBlob, what, platform, depth + 1);
}

// containerd and Docker write the full name; others write the tag alone, which names no image by itself.
function nameOf({ annotations }: Descriptor): string | undefined {
  return annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'];
}

function referencesOf(descriptor: Descriptor): readonly Reference[] {
  const name = nameOf(descriptor);
  return name !== undefined && /[/:]/.test(name) ? [parseReference(name)] : [];
}
