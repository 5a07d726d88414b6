import type { BoundPort } from '../../spec/container.js';
import type { ObservedNetwork } from '../../spec/objects.js';

/** What is kept on disk, so that a new engine knows addresses and what it may have to undo. */

/** One interface of a container. */
export interface LinkRecord {
  readonly networkId: string;
  /** Network name, as the container's spec has it. */
  readonly network: string;
  readonly aliases: readonly string[];
  readonly address: string;
  /** Absent: follows from the address. */
  readonly macAddress?: string;
  /** Host end of the pair. */
  readonly hostInterface: string;
  /** Name inside the container. */
  readonly interface: string;
}

/** A container's part in the network, from its first start until it is removed. */
export interface EndpointRecord {
  readonly containerId: string;
  /** The container's name first. */
  readonly names: readonly string[];
  /** Written as true before the kernel is touched, as false after it was cleaned. */
  readonly attached: boolean;
  /** Sorted by network name: `eth0`, `eth1`, … */
  readonly links: readonly LinkRecord[];
  /** Network that the default route and the published ports go by; absent when all are internal. */
  readonly outwardNetwork?: string;
  readonly ports: readonly BoundPort[];
}

export const RECORD_VERSION = 1;

type Fields = Readonly<Record<string, unknown>>;

/** @throws Error saying what is wrong */
export function decodeNetwork(value: Fields): ObservedNetwork {
  for (const key of ['id', 'subnet', 'gateway', 'bridge', 'createdAt']) expectString(value, key);
  if (typeof value.spec !== 'object' || value.spec === null) throw new Error('spec is missing');
  expectString(value.spec as Fields, 'name');
  return value as unknown as ObservedNetwork;
}

/** @throws Error saying what is wrong */
export function decodeEndpoint(value: Fields): EndpointRecord {
  expectString(value, 'containerId');
  if (typeof value.attached !== 'boolean') throw new Error('attached is missing');
  for (const key of ['names', 'links', 'ports']) {
    if (!Array.isArray(value[key])) throw new Error(`${key} is missing`);
  }
  for (const link of value.links as readonly Fields[]) {
    for (const key of ['networkId', 'network', 'address', 'hostInterface', 'interface'])
      expectString(link, key);
  }
  return value as unknown as EndpointRecord;
}

function expectString(value: Fields, key: string): void {
  if (typeof value[key] !== 'string') throw new Error(`${key} is missing`);
}
