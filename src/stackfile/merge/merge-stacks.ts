import type { StackPath } from '../positions.js';
import { type Entry, entriesOf, type ListNode, type MapNode, type TreeNode, toPlain } from '../tree.js';

/**
 * Lays canonical stacks over each other, left to right: maps are merged, lists appended, anything else is
 * replaced. Ends with the lists freed of entries that a later one overrides.
 * @param stacks at least one
 */
export function mergeStacks(stacks: readonly MapNode[]): MapNode {
  return uniqueLists(stacks.reduce((base, over) => mergeMaps(base, over, [])));
}

/** Lists that a later file replaces as a whole, since half a command makes no sense. */
const REPLACED: ReadonlySet<string> = new Set([
  'services.*.command',
  'services.*.entrypoint',
  'services.*.healthcheck.test',
  'networks.*.ipam.config',
]);

function mergeMaps(base: MapNode, over: MapNode, path: StackPath): MapNode {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const old = entries.get(key);
    entries.set(key, old === undefined ? entry : mergeEntries(old, entry, [...path, key]));
  }
  return { ...base, entries };
}

function mergeEntries(base: Entry, over: Entry, path: StackPath): Entry {
  const pattern = path.map((step, index) => (index === 1 ? '*' : step)).join('.');
  if (base.value.kind === 'map' && over.value.kind === 'map') {
    return { key: base.key, value: mergeMaps(base.value, over.value, path) };
  }
  if (base.value.kind === 'list' && over.value.kind === 'list' && !REPLACED.has(pattern)) {
    return { key: base.key, value: { ...over.value, items: [...base.value.items, ...over.value.items] } };
  }
  // A map stays when the later file names it without settings, as in `networks: {front: }`.
  return base.value.kind === 'map' && over.value.kind === 'scalar' && over.value.value === null ? base : over;
}

/** What makes two items of a list the same; the later one takes the place of the earlier. */
const IDENTITIES: Readonly<Record<string, (item: TreeNode) => string>> = {
  ports: (item) => identity(item, ['host_ip', 'target', 'published', 'protocol']),
  volumes: (item) => identity(item, ['target']),
  tmpfs: (item) => JSON.stringify(toPlain(item)),
};

function uniqueLists(stack: MapNode): MapNode {
  return mapValue(stack, 'services', (services) => {
    if (services.kind !== 'map') return services;
    const entries = new Map<string, Entry>();
    for (const [name, { key, value }] of services.entries)
      entries.set(name, { key, value: uniqueService(value) });
    return { ...services, entries };
  });
}

function uniqueService(service: TreeNode): TreeNode {
  if (service.kind !== 'map') return service;
  const unique = Object.entries(IDENTITIES).reduce(
    (node, [key, same]) =>
      mapValue(node, key, (value) => (value.kind === 'list' ? uniqueItems(value, same) : value)),
    service,
  );
  return mapValue(unique, 'networks', (networks) => {
    if (networks.kind !== 'map') return networks;
    const entries = new Map<string, Entry>();
    for (const [name, { key, value }] of networks.entries)
      entries.set(name, { key, value: uniqueAliases(value) });
    return { ...networks, entries };
  });
}

function uniqueAliases(network: TreeNode): TreeNode {
  if (network.kind !== 'map') return network;
  const same = (item: TreeNode) => JSON.stringify(toPlain(item));
  return mapValue(network, 'aliases', (value) => (value.kind === 'list' ? uniqueItems(value, same) : value));
}

function uniqueItems(list: ListNode, same: (item: TreeNode) => string): ListNode {
  const items = new Map<string, TreeNode>();
  for (const item of list.items) items.set(same(item), item);
  return items.size === list.items.length ? list : { ...list, items: [...items.values()] };
}

function identity(item: TreeNode, keys: readonly string[]): string {
  const values = new Map([...entriesOf(item)].map(([key, { value }]) => [key, toPlain(value)]));
  return JSON.stringify(keys.map((key) => values.get(key) ?? null));
}

function mapValue(node: MapNode, key: string, change: (value: TreeNode) => TreeNode): MapNode {
  const entry = node.entries.get(key);
  if (entry === undefined) return node;
  const value = change(entry.value);
  return value === entry.value
    ? node
    : { ...node, entries: new Map(node.entries).set(key, { ...entry, value }) };
}
