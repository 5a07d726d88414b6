import type { Place } from '../place.js';
import {
  child,
  type Entry,
  entriesOf,
  type MapNode,
  map,
  scalar,
  type TreeNode,
  withValues,
} from '../tree.js';

/**
 * Fills in what a merged stack leaves unsaid: full names, the default network, defaults of dependencies.
 * Networks and volumes that no service uses are dropped, as Compose does.
 */
export function completeStack(merged: MapNode, name: string): MapNode {
  const at = child(merged, 'name')?.at ?? merged.at;
  const services = mapEntryValues(child(merged, 'services'), merged.at, completeService);
  const networks = child(merged, 'networks');
  const implied = child(networks, 'default') === undefined;
  const known = implied ? withDefaultNetwork(networks, merged.at) : networks;
  return map(merged.at, {
    name: scalar(at, name),
    services,
    networks: used(known, merged.at, namesIn(services, networksOf), name, { ipam: map(merged.at, {}) }),
    volumes: used(child(merged, 'volumes'), merged.at, namesIn(services, volumesOf), name, {}),
  });
}

/** What is filled in has the place of the service's name. */
function completeService(service: TreeNode, at: Place): TreeNode {
  if (service.kind !== 'map') return service;
  const networks = child(service, 'networks');
  const dependencies = child(service, 'depends_on');
  const none = networks?.kind !== 'map' || networks.entries.size === 0;
  return withValues(withoutEmpty(service), {
    command: child(service, 'command') ?? scalar(at, null),
    entrypoint: child(service, 'entrypoint') ?? scalar(at, null),
    networks: none ? map(networks?.at ?? at, { default: scalar(networks?.at ?? at, null) }) : networks,
    ...(dependencies?.kind !== 'map' || dependencies.entries.size === 0
      ? {}
      : {
          depends_on: mapEntryValues(dependencies, at, (value) =>
            withDefaults(value, { required: scalar(at, true) }),
          ),
        }),
  });
}

/** Maps and lists that mean the same empty as absent. */
const OPTIONAL = ['depends_on', 'environment', 'labels', 'ports', 'tmpfs', 'volumes'];

function withoutEmpty(node: MapNode): MapNode {
  const empty = OPTIONAL.filter((key) => {
    const value = child(node, key);
    return (
      (value?.kind === 'map' && value.entries.size === 0) ||
      (value?.kind === 'list' && value.items.length === 0)
    );
  });
  return withValues(node, Object.fromEntries(empty.map((key) => [key, undefined])));
}

function withDefaultNetwork(networks: TreeNode | undefined, at: Place): TreeNode {
  const entries = new Map(entriesOf(networks));
  return { kind: 'map', at, entries: entries.set('default', { key: at, value: map(at, {}) }) };
}

/** The top-level entries that services name, each with its full name. */
function used(
  resources: TreeNode | undefined,
  at: Place,
  names: ReadonlySet<string>,
  stack: string,
  defaults: Readonly<Record<string, TreeNode>>,
): MapNode {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of entriesOf(resources)) {
    if (!names.has(key)) continue;
    const external = child(entry.value, 'external') !== undefined;
    const name = scalar(entry.key, external ? key : `${stack}_${key}`);
    entries.set(key, { key: entry.key, value: withDefaults(entry.value, { name, ...defaults }) });
  }
  return { kind: 'map', at, entries };
}

function withDefaults(node: TreeNode, defaults: Readonly<Record<string, TreeNode>>): TreeNode {
  if (node.kind !== 'map') return node;
  const missing = Object.entries(defaults).filter(([key]) => !node.entries.has(key));
  return withValues(node, Object.fromEntries(missing));
}

function mapEntryValues(
  node: TreeNode | undefined,
  at: Place,
  change: (value: TreeNode, key: Place) => TreeNode,
): MapNode {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of entriesOf(node))
    entries.set(key, { ...entry, value: change(entry.value, entry.key) });
  return { kind: 'map', at: node?.at ?? at, entries };
}

function namesIn(services: MapNode, of: (service: TreeNode) => Iterable<string>): ReadonlySet<string> {
  return new Set([...services.entries.values()].flatMap(({ value }) => [...of(value)]));
}

function networksOf(service: TreeNode): string[] {
  return [...entriesOf(child(service, 'networks'))].map(([name]) => name);
}

function volumesOf(service: TreeNode): string[] {
  const volumes = child(service, 'volumes');
  return (volumes?.kind === 'list' ? volumes.items : []).flatMap((volume) => {
    const type = child(volume, 'type');
    const source = child(volume, 'source');
    const named = type?.kind === 'scalar' && type.value === 'volume' && source?.kind === 'scalar';
    return named ? [String(source.value)] : [];
  });
}
