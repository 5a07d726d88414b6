import { child, type Entry, entriesOf, type MapNode, type TreeNode, withValues } from '../tree.js';

/** The typed tree without networks, volumes, secrets, configs and models that no service uses. */
export function usedResources(root: MapNode): MapNode {
  const services = [...entriesOf(child(root, 'services'))].map(([, { value }]) => value);
  const names = (of: (service: TreeNode) => readonly string[]) => new Set(services.flatMap(of));
  const used: Readonly<Record<string, ReadonlySet<string>>> = {
    networks: names((service) => keysOf(child(service, 'networks'))),
    volumes: names((service) =>
      itemsOf(child(service, 'volumes')).flatMap((volume) =>
        textAt(volume, 'type').includes('volume') ? textAt(volume, 'source') : [],
      ),
    ),
    secrets: names((service) => [
      ...sources(child(service, 'secrets')),
      ...sources(child(child(service, 'build'), 'secrets')),
    ]),
    configs: names((service) => sources(child(service, 'configs'))),
    models: names((service) => keysOf(child(service, 'models'))),
  };
  return withValues(
    root,
    Object.fromEntries(
      Object.entries(used).map(([section, keys]) => [section, only(child(root, section), keys)]),
    ),
  );
}

function only(resources: TreeNode | undefined, keys: ReadonlySet<string>): MapNode | undefined {
  if (resources?.kind !== 'map') return undefined;
  const entries = new Map<string, Entry>([...resources.entries].filter(([key]) => keys.has(key)));
  return entries.size === 0 ? undefined : { ...resources, entries };
}

function keysOf(node: TreeNode | undefined): readonly string[] {
  return [...entriesOf(node)].map(([key]) => key);
}

function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : [];
}

function sources(node: TreeNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => textAt(item, 'source'));
}

function textAt(node: TreeNode, key: string): readonly string[] {
  const value = child(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? [value.value] : [];
}
