import { TscomposeError } from '../../base/errors.js';
import {
  fitsPlatform,
  formatPlatform,
  goArchitecture,
  type Platform,
  platformRank,
} from '../../base/platform.js';
import type { Descriptor, Index } from './manifest.js';

/** The platform of this machine. */
export function hostPlatform(arch: string = process.arch): Platform {
  const architecture = goArchitecture(arch);
  // Node doesn't say which; the machines that it is built for are of 7.
  return { os: 'linux', architecture, ...(architecture === 'arm' ? { variant: 'v7' } : {}) };
}

/** @throws IMAGE_NOT_FOUND naming the platforms that there are */
export function choosePlatform(index: Index, wanted: Platform, subject: string): Descriptor {
  const chosen = best(index, wanted) ?? onlyUnnamed(index);
  if (chosen !== undefined) return chosen;
  const names = offeredPlatforms(index).map(([platform]) => formatPlatform(platform));
  throw new TscomposeError(
    'IMAGE_NOT_FOUND',
    `${subject} has no variant for ${formatPlatform(wanted)}, only for ${names.length === 0 ? 'none' : names.join(', ')}`,
    { subject },
  );
}

/**
 * For an image that nothing could be chosen of: it must be for the platform asked for.
 * @throws IMAGE_NOT_FOUND naming the one that it is for
 */
export function requirePlatform(
  { architecture }: { readonly architecture: string },
  wanted: Platform,
  subject: string,
): void {
  if (fitsPlatform({ ...wanted, architecture }, wanted)) return;
  throw new TscomposeError(
    'IMAGE_NOT_FOUND',
    `${subject} has no variant for ${formatPlatform(wanted)}, only for linux/${architecture}`,
    { subject },
  );
}

/** What an index offers, in its order; attestations, which name an unknown platform, are left out. */
export function offeredPlatforms(index: Index): readonly (readonly [Platform, Descriptor])[] {
  return index.manifests.flatMap((item) =>
    item.platform === undefined || item.platform.os === 'unknown' ? [] : [[item.platform, item] as const],
  );
}

/** The very variant, or of those that run too the latest. */
function best(index: Index, wanted: Platform): Descriptor | undefined {
  const ranked = offeredPlatforms(index).map(([platform, item]) => ({
    item,
    rank: platformRank(platform, wanted),
  }));
  return ranked.filter(({ rank }) => rank >= 0).sort((a, b) => b.rank - a.rank)[0]?.item;
}

// The index of a layout for one platform may leave the platform out.
function onlyUnnamed(index: Index): Descriptor | undefined {
  const [first, ...others] = index.manifests;
  return first !== undefined && first.platform === undefined && others.length === 0 ? first : undefined;
}
