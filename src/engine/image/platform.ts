import { TscomposeError } from '../../base/errors.js';
import type { Descriptor, Index, Platform } from './manifest.js';

/** The platform of this machine in the words of OCI (Go's). */
export function hostPlatform(arch: string = process.arch): Platform {
  const architecture = arch === 'x64' ? 'amd64' : arch;
  return { os: 'linux', architecture };
}

/** @throws IMAGE_NOT_FOUND naming the platforms that there are */
export function choosePlatform(index: Index, wanted: Platform, subject: string): Descriptor {
  const chosen = index.manifests.find((item) => fits(item.platform, wanted)) ?? onlyUnnamed(index);
  if (chosen !== undefined) return chosen;
  const offered = index.manifests.map((item) => item.platform).filter((platform) => platform !== undefined);
  const names = offered.filter(({ os }) => os !== 'unknown').map(formatPlatform);
  throw new TscomposeError(
    'IMAGE_NOT_FOUND',
    `${subject} has no variant for ${formatPlatform(wanted)}, only for ${names.length === 0 ? 'none' : names.join(', ')}`,
    { subject },
  );
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

function fits(offered: Platform | undefined, wanted: Platform): boolean {
  return offered?.os === wanted.os && offered.architecture === wanted.architecture;
}

// The index of a layout for one platform may leave the platform out.
function onlyUnnamed(index: Index): Descriptor | undefined {
  const [first, ...others] = index.manifests;
  return first !== undefined && first.platform === undefined && others.length === 0 ? first : undefined;
}
