import { isDigest } from '../../base/digest.js';
import { formatReference, parseReference } from '../../base/image-reference.js';
import { parsePlatform, platformRank } from '../../base/platform.js';
import type { Service } from '../../model/service.js';
import type { Stack } from '../../model/stack.js';
import type { LoadedStack } from '../../stackfile/request.js';
import { toPlain } from '../../stackfile/tree.js';
import { type LockedImage, type LockedImages, lockKey } from './lock-file.js';

export interface Drift {
  /** Images of the stack that the lock file lacks. */
  readonly unlocked: readonly string[];
  /** Entries of the lock file that no service uses. */
  readonly unused: readonly string[];
}

type Services = Readonly<Record<string, Pick<Service, 'image' | 'platform'>>>;

/** Every service that the files have, of whatever profile: the lock file is for all of them. */
export function lockable({
  stack,
  disabledServices,
}: Pick<LoadedStack, 'stack' | 'disabledServices'>): Services {
  return { ...(toPlain(disabledServices) as unknown as Services), ...stack.services };
}

/**
 * Where lock file and stack file no longer fit. Whether registries have newer images is another question.
 * @param services of all profiles
 */
export function findDrift(services: Services, locked: LockedImages): Drift {
  const keys = imagesOf(services).map(lockKey);
  return {
    unlocked: [...new Set(keys.filter((key) => !Object.hasOwn(locked, key)))].sort(),
    unused: Object.keys(locked)
      .filter((key) => !keys.includes(key))
      .sort(),
  };
}

/** Every image that a service names, once. */
export function imagesOf(services: Services): readonly string[] {
  return [...new Set(Object.values(services).flatMap(({ image }) => (image === undefined ? [] : [image])))];
}

/** The stack with each image that is locked named by its digest too. */
export function pinStack(stack: Stack, locked: LockedImages): Stack {
  const services = Object.entries(stack.services).map(([name, service]): [string, Service] => [
    name,
    service.image === undefined
      ? service
      : { ...service, image: pin(service.image, service.platform, locked) },
  ]);
  return { ...stack, services: Object.fromEntries(services) };
}

/** Who asks for a platform gets the digest for it, so that one name can stand for the images of several. */
function pin(image: string, platform: string | undefined, locked: LockedImages): string {
  const entry = locked[lockKey(image)];
  if (entry === undefined || entry === null) return image;
  return withDigest(image, digestFor(entry, platform) ?? entry.digest);
}

function digestFor({ platforms }: LockedImage, platform: string | undefined): string | undefined {
  if (platform === undefined) return undefined;
  const wanted = parsePlatform(platform);
  const ranked = Object.entries(platforms)
    .filter(([offered]) => offered.startsWith('linux/'))
    .map(([offered, digest]) => ({ digest, rank: platformRank(parsePlatform(offered), wanted) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => b.rank - a.rank);
  return ranked[0]?.digest;
}

/** The full reference with a digest; one that names a digest itself stays as it is. */
export function withDigest(image: string, digest: string): string {
  const reference = parseReference(image);
  if (reference.digest !== undefined || !isDigest(digest)) return image;
  return formatReference({ ...reference, digest });
}
