import { findLogins } from '../../local/credentials/find-logins.js';
import type { ResolvedImage } from '../../spec/registry.js';
import type { Cli } from '../cli.js';

/**
 * What images stand for at their registries now; null for one that comes with tscompose itself.
 * @throws IMAGE_NOT_FOUND, REGISTRY, REFERENCE_INVALID, CREDENTIALS
 */
export async function resolveImages(
  cli: Cli,
  images: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ResolvedImage | null>> {
  if (images.length === 0) return new Map();
  const logins = await findLogins(await cli.host.logins(), images, signal);
  const client = await cli.connect();
  const resolved = await Promise.all(
    images.map(
      async (image) => [image, await client.resolveImage({ reference: image, ...logins }, signal)] as const,
    ),
  );
  return new Map(resolved);
}
