import { TscomposeError } from '../../base/errors.js';
import type { Descriptor, Index, Platform } from './manifest.js';

/** The platform of this machine in the words of OCI (Go's). */
export function hostPlatform(arch: string = process.arch): Platform {
  const architecture = GO_NAMES[arch] ?? arch;
  // Node doesn't say which; the kernels that it runs on are of 7.
  return { os: 'linux', architecture, ...(architecture === 'arm' ? { variant: 'v7' } : {}) };
}

/** What machines, Node and people call an architecture → Go's name. */
const GO_NAMES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  ia32: '386',
  i386: '386',
  i686: '386',
  armhf: 'arm',
  armel: 'arm',
  loong64: 'loong64',
};

const PART = /^[a-z0-9_.-]+$/;

/**
 * Reads `linux/arm64/v8`, `linux/amd64`, or an architecture alone, as containerd does.
 * @throws USAGE
 */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || !parts.every((part) => PART.test(part)))
    throw invalid(text, 'it is not of the form os/architecture[/variant]');
  const [os = '', name = '', given] =
    parts.length === 1 ? (parts[0] === 'linux' ? ['linux', process.arch] : ['linux', ...parts]) : parts;
  if (os !== 'linux') throw invalid(text, `images for ${os} cannot be run`);
  const architecture = GO_NAMES[name] ?? name;
  const variant = given ?? (name === 'armel' ? 'v6' : undefined);
  return { os, architecture, ...normalVariant(architecture, variant) };
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

/** What an index offers, in its order; attestations, which name an unknown platform, are left out. */
export function offeredPlatforms(index: Index): readonly (readonly [Platform, Descriptor])[] {
  return index.manifests.flatMap((item) =>
    item.platform === undefined || item.platform.os === 'unknown' ? [] : [[item.platform, item] as const],
  );
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** Whether what is `offered` runs where `wanted` is asked for. */
export function fitsPlatform(offered: Platform, wanted: Platform): boolean {
  return rank(offered, wanted) >= 0;
}

/** The best of several: the very variant, or of ARM the latest of the earlier ones. */
function best(index: Index, wanted: Platform): Descriptor | undefined {
  const ranked = offeredPlatforms(index).map(([platform, item]) => ({ item, rank: rank(platform, wanted) }));
  const fitting = ranked.filter((candidate) => candidate.rank >= 0);
  return fitting.sort((a, b) => b.rank - a.rank)[0]?.item;
}

/** Negative: does not run there; the higher the better. */
function rank(offered: Platform, wanted: Platform): number {
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return -1;
  const { architecture } = wanted;
  const has = normalVariant(architecture, offered.variant).variant;
  const wants = normalVariant(architecture, wanted.variant).variant;
  if (has === wants) return 100;
  if (architecture === 'arm' || architecture === 'amd64' || architecture === 'arm64') {
    const [level, limit] = [levelOf(architecture, has), levelOf(architecture, wants)];
    return level <= limit ? level : -1;
  }
  return has === undefined || wants === undefined ? 0 : -1;
}

function levelOf(architecture: string, variant: string | undefined): number {
  const level = Number(/^v(\d+)/.exec(variant ?? '')?.[1]);
  if (Number.isFinite(level)) return level;
  return { arm: 7, arm64: 8 }[architecture] ?? 1;
}

/** `v8` of arm64, `v1` of amd64 and `v7` of arm are what is meant without one. */
function normalVariant(architecture: string, variant: string | undefined): { readonly variant?: string } {
  if (architecture === 'arm') return { variant: variant === undefined ? 'v7' : withV(variant) };
  if (variant === undefined || variant === '') return {};
  const isDefault = { arm64: 'v8', amd64: 'v1' }[architecture] === withV(variant);
  return isDefault ? {} : { variant };
}

function withV(variant: string): string {
  return /^\d/.test(variant) ? `v${variant}` : variant;
}

// The index of a layout for one platform may leave the platform out.
function onlyUnnamed(index: Index): Descriptor | undefined {
  const [first, ...others] = index.manifests;
  return first !== undefined && first.platform === undefined && others.length === 0 ? first : undefined;
}

function invalid(text: string, why: string): TscomposeError {
  return new TscomposeError('USAGE', `"${text}" is not a platform to pull for: ${why}`, {
    subject: text,
    hint: 'A platform looks like linux/amd64 or linux/arm/v7.',
  });
}
