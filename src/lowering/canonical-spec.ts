import type { ContainerSpec, MountSpec } from '../spec/container.js';
import { canonicalJson } from './config-hash.js';

/** The spec with everything whose order means nothing in a fixed one: mounts, networks, aliases, ports, options of a tmpfs. */
export function canonicalSpec<T extends Omit<ContainerSpec, 'name'>>(spec: T): T {
  return {
    ...spec,
    ...sortedLists(spec, ['capAdd', 'capDrop', 'securityOpt', 'groupAdd', 'extraHosts', 'deviceCgroupRules']),
    mounts: spec.mounts.map(canonicalMount).sort(by(({ target }) => target)),
    networks: spec.networks
      .map((attachment) => ({ ...attachment, aliases: [...attachment.aliases].sort() }))
      .sort(by(({ network }) => network)),
    ports: [...spec.ports].sort(
      by((port) => String(port.containerPort).padStart(5, '0') + canonicalJson(port)),
    ),
  };
}

function sortedLists<T>(spec: T, keys: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const list = spec[key];
      return Array.isArray(list) ? [[key, [...list].sort()]] : [];
    }),
  ) as Partial<T>;
}

function canonicalMount(mount: MountSpec): MountSpec {
  return mount.type === 'tmpfs' ? { ...mount, options: [...mount.options].sort() } : mount;
}

function by<T>(key: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => {
    const [a, b] = [key(left), key(right)];
    if (a === b) return 0;
    return a < b ? -1 : 1;
  };
}
