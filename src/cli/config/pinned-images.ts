import { withDigest } from '../../local/lock/pin-stack.js';
import type { Cli } from '../cli.js';
import type { Plain } from '../render/ordered.js';
import { Interrupts } from '../session/interrupts.js';
import { resolveImages } from '../session/resolve-images.js';

type PlainMap = Readonly<Record<string, Plain>>;

/**
 * The stack with the digests that the registries have for its images now.
 * @param only whether nothing but the images stays, for an override file
 * @throws IMAGE_NOT_FOUND, REGISTRY, REFERENCE_INVALID
 */
export async function pinnedImages(cli: Cli, stack: Plain, only: boolean): Promise<Plain> {
  using interrupts = new Interrupts(cli.host);
  const { services, ...rest } = stack as { readonly services: Readonly<Record<string, PlainMap>> } & PlainMap;
  const images = new Set(
    Object.values(services).flatMap(({ image }) => (typeof image === 'string' ? [image] : [])),
  );
  const resolved = await resolveImages(cli, [...images], interrupts.asked);
  const changed = Object.entries(services).map(([name, service]) => {
    const image = String(service.image);
    const found = resolved.get(image);
    const base = only ? {} : service;
    // What comes with tscompose has no digest at a registry.
    return [name, found ? { ...base, image: withDigest(image, found.digest) } : base] as const;
  });
  return { ...(only ? {} : rest), services: Object.fromEntries(changed) };
}
