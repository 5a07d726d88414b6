import { type Digest, digestOf, isDigest } from '../../base/digest.js';
import type { ImageConfig } from '../../spec/objects.js';
import { isObject, isStringArray, type JsonObject, malformed, parseJsonObject } from './json-shape.js';

/** What we use of an image's config blob (image-spec config.md). */
export interface ParsedConfig {
  readonly config: ImageConfig;
  /** Digests of the layers' uncompressed archives, bottom first. */
  readonly diffIds: readonly Digest[];
  readonly architecture: string;
  readonly variant?: string;
  readonly createdAt: string;
}

/** Larger than any config seen; histories of hundreds of steps take some 100 KB. */
export const MAX_CONFIG_BYTES = 8 * 1024 * 1024;

/** @throws IMAGE_INVALID */
export function parseConfig(bytes: Uint8Array, what: string): ParsedConfig {
  const value = parseJsonObject(bytes, what);
  const rootfs = value.rootfs;
  if (!isObject(rootfs) || !isStringArray(rootfs.diff_ids) || !rootfs.diff_ids.every(isDigest)) {
    throw malformed(what, '"rootfs.diff_ids" is not a list of sha256 digests');
  }
  if (typeof value.os === 'string' && value.os !== 'linux')
    throw malformed(what, `the image is for ${value.os}`);
  return {
    config: parseRunConfig(isObject(value.config) ? value.config : {}, what),
    diffIds: rootfs.diff_ids,
    architecture: typeof value.architecture === 'string' ? value.architecture : 'unknown',
    ...(typeof value.variant === 'string' && value.variant !== '' ? { variant: value.variant } : {}),
    createdAt: typeof value.created === 'string' ? value.created : '1970-01-01T00:00:00Z',
  };
}

/**
 * Identifies a layer together with all below it (image-spec config.md, "Layer ChainID").
 * @param diffIds bottom first
 * @returns one chain id per layer, bottom first
 */
export function chainIds(diffIds: readonly Digest[]): readonly Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const parent = chain.at(-1);
    chain.push(parent === undefined ? diffId : digestOf(`${parent} ${diffId}`));
  }
  return chain;
}

type FieldCheck = (value: unknown) => boolean;
const isString: FieldCheck = (value) => typeof value === 'string';
const isStringMap: FieldCheck = (value) => isObject(value) && Object.values(value).every(isString);
const isSet: FieldCheck = isObject;

const FIELDS: Readonly<Record<keyof ImageConfig, FieldCheck>> = {
  Entrypoint: isStringArray,
  Cmd: isStringArray,
  Env: isStringArray,
  WorkingDir: isString,
  User: isString,
  Labels: isStringMap,
  Volumes: isSet,
  ExposedPorts: isSet,
  StopSignal: isString,
  Healthcheck: isHealthcheck,
};

function isHealthcheck(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { Test, ...figures } = value;
  return (
    (Test === undefined || Test === null || isStringArray(Test)) &&
    Object.values(figures).every((figure) => typeof figure === 'number')
  );
}

function parseRunConfig(value: JsonObject, what: string): ImageConfig {
  const config: Record<string, unknown> = {};
  for (const [field, check] of Object.entries(FIELDS)) {
    const content = value[field];
    if (content === undefined || content === null) continue;
    if (!check(content)) throw malformed(what, `"config.${field}" is not of the right type`);
    config[field] = content;
  }
  return config as ImageConfig;
}
