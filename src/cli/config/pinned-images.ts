import type { Cli } from '../cli.js';
import type { Plain } from '../render/ordered.js';
import { Interrupts } from '../session/interrupts.js';

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
  const client = images.size === 0 ? undefined : await cli.connect();
  const pinned = new Map(
    await Promise.all(
      [...images].map(async (image) => [image, await client?.pin(image, interrupts.asked)] as const),
    ),
  );
  const changed = Object.entries(services).map(([name, service]) => {
    const image = pinned.get(String(service.image));
    const base = only ? {} : service;
    return [name, image === undefined ? base : { ...base, image }] as const;
  });
  return { ...(only ? {} : rest), services: Object.fromEntries(changed) };
}
