import { TscomposeError } from '../../base/errors.js';
import { formatReference, type Reference } from '../../base/image-reference.js';
import { formatPlatform } from '../../base/platform.js';
import type { RegistryLogins, ResolvedImage } from '../../spec/registry.js';
import { MAX_CONFIG_BYTES } from './image-config.js';
import { malformed, parseJsonObject } from './json-shape.js';
import { type Manifest, parseManifest } from './manifest.js';
import { offeredPlatforms } from './platform.js';
import type { PullSource } from './registry/pull-source.js';
import type { Registries } from './registry/registries.js';
import { withRetries } from './registry/retry.js';

/**
 * Asks a registry what a reference stands for, and fetches nothing of it.
 * @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID
 */
export async function resolveImage(
  registries: Registries,
  reference: Reference,
  logins: RegistryLogins,
  signal: AbortSignal,
): Promise<ResolvedImage> {
  const subject = formatReference(reference);
  const source = await registries.source(reference, logins);
  const version = reference.digest ?? reference.tag ?? 'latest';
  const { bytes, digest } = await withRetries(registries.retries, signal, () =>
    source.manifest(version, signal),
  );
  const parsed = parseManifest(bytes, `manifest of ${subject}`);
  if (parsed.kind === 'manifest') {
    const platform = await withRetries(registries.retries, signal, () =>
      platformOf(source, parsed, subject, signal),
    );
    return { digest, platforms: { [platform]: digest } };
  }
  const offered = offeredPlatforms(parsed).map(([platform, item]) => [formatPlatform(platform), item.digest]);
  if (offered.length === 0) {
    throw new TscomposeError('IMAGE_INVALID', `the index of ${subject} names no platform`, { subject });
  }
  return { digest, platforms: Object.fromEntries(offered) };
}

/** A manifest alone doesn't say; its config does. */
async function platformOf(
  source: PullSource,
  { config }: Manifest,
  subject: string,
  signal: AbortSignal,
): Promise<string> {
  const what = `config of ${subject}`;
  if (config.size > MAX_CONFIG_BYTES) throw malformed(what, `it has ${config.size} bytes`);
  const { chunks } = await source.blob(config, 0, signal);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > config.size) throw malformed(what, `more than the ${config.size} bytes announced`);
    parts.push(chunk);
  }
  const { os = 'linux', architecture, variant } = parseJsonObject(Buffer.concat(parts), what);
  if (typeof os !== 'string' || typeof architecture !== 'string')
    throw malformed(what, 'it names no platform');
  return formatPlatform({ os, architecture, ...(typeof variant === 'string' ? { variant } : {}) });
}
