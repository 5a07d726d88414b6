import { familiarReference, parseReference } from '../../../base/image-reference.js';
import type { ImageDetails } from '../../../spec/images.js';
import { goJson } from '../json-lines.js';

const INDENT = 4;

/** `image inspect`: one array, with Docker's keys in Docker's order. */
export function inspectionJson(images: readonly ImageDetails[]): string {
  return `${goJson(images.map(inspection), INDENT)}\n`;
}

function inspection(image: ImageDetails): object {
  return {
    Id: image.id,
    RepoTags: image.references.filter((reference) => !reference.includes('@')).map(familiar),
    RepoDigests: image.digests.map(familiar),
    Parent: '',
    Comment: image.comment,
    Created: image.createdAt,
    DockerVersion: '',
    Author: image.author,
    Architecture: image.architecture,
    ...(image.variant === undefined ? {} : { Variant: image.variant }),
    Os: image.os,
    Size: image.size,
    RootFS: { Type: 'layers', Layers: image.layers.map(({ diffId }) => diffId) },
    Config: image.fullConfig,
  };
}

function familiar(reference: string): string {
  return familiarReference(parseReference(reference));
}
