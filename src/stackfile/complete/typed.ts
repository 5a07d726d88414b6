import type { Problems } from '../problems.js';
import { type Entry, type MapNode, map, scalar, type TreeNode } from '../tree.js';
import { config, model, network, secret, volume } from './shapes/resources.js';
import { service } from './shapes/service.js';
import { extensionsOf, mapOf, orEmpty, type Shape } from './shapes/shape.js';

/** The sections of a stack in the order in which they are printed. */
const SECTIONS: Readonly<Record<string, Shape>> = {
  services: mapOf(orEmpty(service)),
  networks: mapOf(orEmpty(network)),
  volumes: mapOf(orEmpty(volume)),
  secrets: mapOf(orEmpty(secret)),
  configs: mapOf(orEmpty(config)),
  models: mapOf(orEmpty(model)),
};

/**
 * Gives every value the type and the form of the model: durations and byte sizes as Compose prints them, maps for
 * lists of `KEY=VALUE`, words for commands; leaves out what means nothing. What cannot be read goes to `problems`.
 * @param root canonical, with defaults
 */
export function typed(
  root: MapNode,
  { name, problems }: { readonly name: string; readonly problems: Problems },
): MapNode {
  const at = root.entries.get('name')?.value.at ?? root.at;
  const entries = new Map<string, Entry>([['name', { key: at, value: scalar(at, name) }]]);
  for (const [section, shape] of Object.entries(SECTIONS)) {
    const entry = root.entries.get(section);
    const value: TreeNode | undefined =
      entry === undefined || problems.isRefused(entry.value)
        ? undefined
        : shape(entry.value, [section], problems);
    if (value !== undefined) entries.set(section, { key: entry?.key ?? root.at, value });
    else if (section === 'services') entries.set(section, { key: root.at, value: map(root.at, {}) });
  }
  for (const [key, entry] of extensionsOf(root)) entries.set(key, entry);
  return { ...root, entries };
}
