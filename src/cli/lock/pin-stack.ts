import { isDigest } from '../../base/digest.js';
import { formatReference, parseReference } from '../../base/image-reference.js';
import type { Service } from '../../model/service.js';
import type { Stack } from '../../model/stack.js';
import { type LockedImages, lockKey } from './lock-file.js';

export interface Drift {
  /** Images of the stack that the lock file lacks. */
  readonly unlocked: readonly string[];
  /** Entries of the lock file that no service uses. */
  readonly unused: readonly string[];
}

/** Where lock file and stack file no longer fit. Whether registries have newer images is another question. */
export function findDrift(stack: Stack, locked: LockedImages): Drift {
  const keys = imagesOf(stack).map(lockKey);
  return {
    unlocked: [...new Set(keys.filter((key) => !Object.hasOwn(locked, key)))].sort(),
    unused: Object.keys(locked)
      .filter((key) => !keys.includes(key))
      .sort(),
  };
}

/** Every image that a service names, once. */
export function imagesOf({ services }: Pick<Stack, 'services'>): readonly string[] {
  return [...new Set(Object.values(services).flatMap(({ image }) => (image === undefined ? [] : [image])))];
}

/** The stack with each image that is locked named by its digest too. */
export function pinStack(stack: Stack, locked: LockedImages): Stack {
  const services = Object.entries(stack.services).map(([name, service]): [string, Service] => [
    name,
    service.image === undefined ? service : { ...service, image: pin(service.image, locked) },
  ]);
  return { ...stack, services: Object.fromEntries(services) };
}

function pin(image: string, locked: LockedImages): string {
  const digest = locked[lockKey(image)]?.digest;
  return digest === undefined ? image : withDigest(image, digest);
}

/** The full reference with a digest; one that names a digest itself stays as it is. */
export function withDigest(image: string, digest: string): string {
  const reference = parseReference(image);
  if (reference.digest !== undefined || !isDigest(digest)) return image;
  return formatReference({ ...reference, digest });
}
