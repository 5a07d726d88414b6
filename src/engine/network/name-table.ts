import { parseAddress } from './ipv4.js';
import type { EndpointRecord } from './network-records.js';

/** Text of a network's name table (docs/monitor-protocol.md): names and reverse lines of the containers attached to it. */
export function renderNameTable(networkId: string, endpoints: Iterable<EndpointRecord>): string {
  const addresses = new Map<string, Set<string>>();
  const owners = new Map<string, string>();
  for (const endpoint of endpoints) {
    if (!endpoint.attached) continue;
    for (const link of endpoint.links) {
      if (link.networkId !== networkId) continue;
      for (const name of [...endpoint.names, ...link.aliases]) {
        const key = name.toLowerCase();
        addresses.set(key, (addresses.get(key) ?? new Set()).add(link.address));
      }
      const owner = endpoint.names[0];
      if (owner !== undefined) owners.set(link.address, owner.toLowerCase());
    }
  }
  const lines = [
    ...[...addresses].map(([name, set]) => `${name} ${[...set].sort(byNumber).join(' ')}`),
    ...[...owners].map(([address, name]) => `@${address} ${name}`),
  ];
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

function byNumber(left: string, right: string): number {
  return parseAddress(left) - parseAddress(right);
}
