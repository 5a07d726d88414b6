import { gzipSync } from 'node:zlib';
import { type Digest, digestOf } from '../../../../src/base/digest.js';
import { archive, type Entry } from './layer-archive.js';

export interface Blob {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly content: Buffer;
}

export interface TestImage {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layers: readonly Blob[];
  /** The layers as plain archives. */
  readonly archives: readonly Buffer[];
}

export function blob(mediaType: string, content: Buffer): Blob {
  return { mediaType, digest: digestOf(content), size: content.length, content };
}

export function jsonBlob(mediaType: string, value: unknown): Blob {
  return blob(mediaType, Buffer.from(JSON.stringify(value)));
}

export function descriptor({ mediaType, digest, size }: Blob) {
  return { mediaType, digest, size };
}

/** How a registry has an image: names of its parts, and what its layers are compressed with. */
export interface ImageForm {
  readonly manifestType: string;
  readonly configType: string;
  readonly layerType: string;
  readonly compress: (archive: Buffer) => Buffer;
}

export const OCI: ImageForm = {
  manifestType: 'application/vnd.oci.image.manifest.v1+json',
  configType: 'application/vnd.oci.image.config.v1+json',
  layerType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  compress: gzipSync,
};

/** Schema 2 of Docker's own registry. */
export const DOCKER: ImageForm = {
  manifestType: 'application/vnd.docker.distribution.manifest.v2+json',
  configType: 'application/vnd.docker.container.image.v1+json',
  layerType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  compress: gzipSync,
};

/** An image of these layers, bottom first, as a registry has it. */
export async function testImage(
  layers: readonly (readonly Entry[])[],
  runConfig: object = {},
  { manifestType, configType, layerType, compress }: ImageForm = OCI,
): Promise<TestImage> {
  const archives = await Promise.all(layers.map(archive));
  const blobs = archives.map((plain) => blob(layerType, compress(plain)));
  const config = jsonBlob(configType, {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    created: '2024-01-02T03:04:05Z',
    config: runConfig,
    rootfs: { type: 'layers', diff_ids: archives.map((plain) => digestOf(plain)) },
  });
  const manifest = jsonBlob(manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config: descriptor(config),
    layers: blobs.map(descriptor),
  });
  return { manifest, config, layers: blobs, archives };
}
