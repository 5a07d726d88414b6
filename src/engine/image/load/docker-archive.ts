import { parseReference } from '../../../base/image-reference.js';
import { isObject, isStringArray, malformed } from '../json-shape.js';
import type { Descriptor } from '../manifest.js';
import type { ArchiveContents } from './archive-contents.js';
import type { LoadableImage } from './loadable-image.js';

/**
 * Reads `manifest.json`, with which `docker save` describes its archives, old (`ID/layer.tar`) and new (`blobs/sha256/HEX`).
 * @throws IMAGE_INVALID
 */
export function readDockerArchive(
  table: Uint8Array,
  contents: ArchiveContents,
  path: string,
): readonly LoadableImage[] {
  const what = `manifest.json of ${path}`;
  let images: unknown;
  try {
    images = JSON.parse(Buffer.from(table).toString('utf8'));
  } catch (error) {
    throw malformed(what, 'it is not JSON', error);
  }
  if (!Array.isArray(images)) throw malformed(what, 'it is not a list');
  return images.map((image) => readImage(image, contents, what));
}

function readImage(image: unknown, contents: ArchiveContents, what: string): LoadableImage {
  if (!isObject(image) || typeof image.Config !== 'string' || !isStringArray(image.Layers)) {
    throw malformed(what, 'an image lacks "Config" or "Layers"');
  }
  const tags = isStringArray(image.RepoTags) ? image.RepoTags : [];
  const descriptor = (name: string): Descriptor => {
    const blob = contents.blob(name);
    if (blob === undefined) throw malformed(what, `it names ${name}, which the archive lacks`);
    return { mediaType: '', annotations: {}, ...blob };
  };
  return {
    what: tags[0] ?? image.Config,
    manifest: {
      kind: 'manifest',
      config: descriptor(image.Config),
      layers: image.Layers.map(descriptor),
    },
    references: tags.map(parseReference),
  };
}
