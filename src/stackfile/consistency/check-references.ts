import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, entriesOf, type MapNode, quote, type TreeNode } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';

/** Names by which services refer to others have to be defined somewhere in the files. */
export interface DefinedNames {
  readonly services: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** Reports every reference to a service, network or volume that no file defines. */
export function checkReferences(stack: MapNode, defined: DefinedNames, problems: Problems): void {
  for (const [name, { value: service }] of entriesOf(child(stack, 'services'))) {
    const path = ['services', name];
    for (const [other, { key }] of entriesOf(child(service, 'depends_on'))) {
      check(other, 'service', defined.services, key, [...path, 'depends_on', other], problems);
    }
    for (const [network, { key }] of entriesOf(child(service, 'networks'))) {
      const networks = ['default', ...defined.networks];
      check(network, 'network', networks, key, [...path, 'networks', network], problems);
    }
    const volumes = child(service, 'volumes');
    for (const [index, volume] of (volumes?.kind === 'list' ? volumes.items : []).entries()) {
      checkVolume(volume, defined.volumes, [...path, 'volumes', index], problems);
    }
  }
}

function checkVolume(
  volume: TreeNode,
  defined: readonly string[],
  path: StackPath,
  problems: Problems,
): void {
  const type = child(volume, 'type');
  const source = child(volume, 'source');
  if (type?.kind !== 'scalar' || type.value !== 'volume' || source?.kind !== 'scalar') return;
  const name = String(source.value);
  check(name, 'volume', defined, source.at, path, problems);
}

function pathHint(name: string): string {
  if (/^[./~]/.test(name)) return '; for a path of the host, "type" has to be "bind"';
  return name.includes('/') ? `; write ${quote(`./${name}`)} for a path of the host` : '';
}

function check(
  name: string,
  kind: keyof typeof PLURALS,
  defined: readonly string[],
  at: Place,
  path: StackPath,
  problems: Problems,
): void {
  if (defined.includes(name)) return;
  const hint = (kind === 'volume' && pathHint(name)) || didYouMean(name, defined);
  const section = kind === 'service' ? '' : `; define it under the top-level "${PLURALS[kind]}"`;
  problems.add(at, path, `there is no ${kind} ${quote(name)}${hint === '' ? section : hint}`);
}

const PLURALS = { service: 'services', network: 'networks', volume: 'volumes' } as const;
