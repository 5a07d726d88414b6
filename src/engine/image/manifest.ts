import { type Digest, isDigest } from '../../base/digest.js';
import type { Platform } from '../../base/platform.js';
import { isObject, type JsonObject, malformed, parseJsonObject } from './json-shape.js';

/** What a manifest says of a blob (image-spec descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly kind: 'manifest';
  readonly mediaType?: string;
  readonly config: Descriptor;
  /** Bottom layer first. */
  readonly layers: readonly Descriptor[];
  /** The manifest as it was read; absent: it was put together from elsewhere. */
  readonly bytes?: Uint8Array;
}

export interface Index {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

/** The types a registry is asked for: OCI's, and Docker's of schema 2. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const;
export const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
] as const;

/** The OCI specification lets registries refuse manifests over 4 MiB; nobody sends larger ones. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Overlay takes up to 500 lower directories. */
export const MAX_LAYERS = 500;

/**
 * @param what names it in errors
 * @throws IMAGE_INVALID
 */
export function parseManifest(bytes: Uint8Array, what: string): Manifest | Index {
  const value = parseJsonObject(bytes, what);
  // Told apart by content, not by type: both families agree on the fields, and layouts may leave mediaType out.
  if (Array.isArray(value.manifests)) {
    return {
      kind: 'index',
      manifests: value.manifests.map((item) => parseDescriptor(item, what)),
    };
  }
  if (value.schemaVersion === 1) {
    throw malformed(
      what,
      "it is of Docker's schema 1, given up in 2019; push the image again with a newer tool",
    );
  }
  if (value.config === undefined || !Array.isArray(value.layers)) {
    throw malformed(what, 'it has neither "manifests" nor "config" and "layers"');
  }
  if (value.layers.length > MAX_LAYERS) throw malformed(what, `it has more than ${MAX_LAYERS} layers`);
  return {
    kind: 'manifest',
    ...(typeof value.mediaType === 'string' ? { mediaType: value.mediaType } : {}),
    config: parseDescriptor(value.config, what),
    layers: value.layers.map((item) => parseDescriptor(item, what)),
    bytes,
  };
}

function parseDescriptor(value: unknown, what: string): Descriptor {
  if (!isObject(value)) throw malformed(what, 'a descriptor is not an object');
  const { mediaType, digest, size } = value;
  if (typeof digest !== 'string' || !isDigest(digest))
    throw malformed(what, 'a descriptor has no sha256 digest');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw malformed(what, `the descriptor of ${digest} has no size`);
  }
  const platform = parsePlatform(value.platform);
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    size,
    annotations: parseAnnotations(value.annotations),
    ...(platform === undefined ? {} : { platform }),
  };
}

function parsePlatform(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined;
  const { os, architecture, variant } = value;
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined;
  return { os, architecture, ...(typeof variant === 'string' ? { variant } : {}) };
}

function parseAnnotations(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value as JsonObject).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
