import { TscomposeError } from '../../../base/errors.js';
import type { Reference } from '../../../base/image-reference.js';

/** Where else images of a prefix are. */
export interface MirrorRule {
  /** What stands for the prefix there: `mirror.lan:5000/hub`. */
  readonly location: string;
  readonly insecure: boolean;
  /** What it is asked for. */
  readonly pulls: 'all' | 'digest-only' | 'tag-only';
}

/** What the administrator says of a registry, or part of one (containers-registries.conf(5)). */
export interface RegistryRule {
  /** `host[:port][/path]`, or `*.domain`. */
  readonly prefix: string;
  /** What stands for the prefix; absent: the prefix itself. */
  readonly location?: string;
  readonly insecure: boolean;
  readonly blocked: boolean;
  /** Asked before the location, in order. */
  readonly mirrors: readonly MirrorRule[];
}

/** A repository under the address that it really has. */
export type Located = Pick<Reference, 'domain' | 'path'>;

export interface Locations {
  readonly mirrors: readonly Located[];
  readonly registry: Located;
}

/**
 * Where an image is to be looked for, by the rule with the longest prefix that fits its name.
 * @throws REGISTRY when the rule forbids it
 */
export function locate(rules: readonly RegistryRule[], reference: Reference): Locations {
  const { domain, path, digest } = reference;
  const found = ruleFor(rules, reference);
  if (found === undefined) return { mirrors: [], registry: { domain, path } };
  if (found.blocked) {
    throw new TscomposeError(
      'REGISTRY',
      `${domain}/${path} is blocked by this machine's settings of registries`,
      {
        subject: `${domain}/${path}`,
        hint: `See the [[registry]] of "${found.prefix}" below /etc/containers.`,
      },
    );
  }
  const unasked = digest === undefined ? 'digest-only' : 'tag-only';
  return {
    mirrors: found.mirrors
      .filter(({ pulls }) => pulls !== unasked)
      .map(({ location }) => moved(reference, found.prefix, location)),
    registry:
      found.location === undefined ? { domain, path } : moved(reference, found.prefix, found.location),
  };
}

/** Hosts that the rules call insecure. */
export function insecureHosts(rules: readonly RegistryRule[]): readonly string[] {
  const places = rules.flatMap(({ prefix, location, insecure, mirrors }) => [
    ...(insecure ? [location ?? prefix] : []),
    ...mirrors.filter((mirror) => mirror.insecure).map((mirror) => mirror.location),
  ]);
  return [...new Set(places.map((place) => place.split('/')[0] ?? ''))];
}

function ruleFor(rules: readonly RegistryRule[], reference: Reference): RegistryRule | undefined {
  return rules
    .filter(({ prefix }) => fits(prefix, reference))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

function fits(prefix: string, { domain, path }: Reference): boolean {
  if (isWildcard(prefix)) return domain.endsWith(prefix.slice(1));
  return `${domain}/${path}/`.startsWith(`${prefix}/`);
}

function moved({ domain, path }: Reference, prefix: string, location: string): Located {
  const name = `${domain}/${path}`;
  // A wildcard stands for the host alone.
  const rest = isWildcard(prefix) ? `/${path}` : name.slice(prefix.length);
  const [host = '', ...parts] = `${location}${rest}`.split('/');
  return { domain: host, path: parts.join('/') };
}

function isWildcard(prefix: string): boolean {
  return prefix.startsWith('*.');
}
