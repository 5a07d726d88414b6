import { TscomposeError } from './errors.js';

/** What an image is made for, in the words of OCI (Go's). */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
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
};

const PART = /^[a-z0-9_.-]+$/;

/** Go's name of an architecture. */
export function goArchitecture(name: string): string {
  return GO_NAMES[name] ?? name;
}

/**
 * Reads `linux/arm64/v8`, `linux/amd64`, or an architecture alone, as containerd does.
 * @throws USAGE
 */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || !parts.every((part) => PART.test(part))) {
    throw invalid(text, 'it is not of the form os/architecture[/variant]');
  }
  const [os = '', name = '', given] = parts.length === 1 ? ['linux', ...parts] : parts;
  if (os !== 'linux') throw invalid(text, `images for ${os} cannot be run`);
  if (name === 'linux') throw invalid(text, 'it names no architecture');
  const architecture = goArchitecture(name);
  const variant = given ?? (name === 'armel' ? 'v6' : undefined);
  return { os, architecture, ...normalVariant(architecture, variant) };
}

export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** The platform of an image that is there: only those for Linux are taken. */
export function imagePlatform(image: { readonly architecture: string; readonly variant?: string }): Platform {
  const { architecture, variant } = image;
  return { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) };
}

/** Whether what is `offered` runs where `wanted` is asked for. */
export function fitsPlatform(offered: Platform, wanted: Platform): boolean {
  return platformRank(offered, wanted) >= 0;
}

const EXACT = 100;

/** How well what is offered fits: negative when it does not run there; of those that do, the highest is the best. */
export function platformRank(offered: Platform, wanted: Platform): number {
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return -1;
  const { architecture } = wanted;
  const has = normalVariant(architecture, offered.variant).variant;
  const wants = normalVariant(architecture, wanted.variant).variant;
  if (has === wants) return EXACT;
  // Of these a later variant runs what was made for an earlier one.
  if (architecture === 'arm' || architecture === 'amd64' || architecture === 'arm64') {
    const level = levelOf(architecture, has);
    return level <= levelOf(architecture, wants) ? level : -1;
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

function invalid(text: string, why: string): TscomposeError {
  return new TscomposeError('USAGE', `"${text}" is not a platform to pull for: ${why}`, {
    subject: text,
    hint: 'A platform looks like linux/amd64 or linux/arm/v7.',
  });
}
