import { positionAt } from '../place.js';
import type { Problems } from '../problems.js';
import { child, type Entry, isNull, type MapNode, type TreeNode, withValues } from '../tree.js';
import type { IncludeEntry } from './include-entry.js';

const SECTIONS = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'] as const;

/**
 * Adds what an included project defines to a document. Nothing is merged: the same name may be defined twice only
 * in the same words.
 */
export function importResources(
  document: MapNode,
  imported: MapNode,
  entry: IncludeEntry,
  problems: Problems,
): MapNode {
  const changed: Record<string, TreeNode> = {};
  for (const section of SECTIONS) {
    const from = child(imported, section);
    if (from?.kind !== 'map') continue;
    const own = child(document, section);
    // Empty `services` are refused later, as they would be without an include.
    if (own === undefined || (isNull(own) && section !== 'services')) changed[section] = from;
    else if (own.kind === 'map') changed[section] = joined(own, from, section, entry, problems);
  }
  return withValues(document, changed);
}

function joined(
  own: MapNode,
  from: MapNode,
  section: string,
  { at, path }: IncludeEntry,
  problems: Problems,
): MapNode {
  const entries = new Map<string, Entry>(own.entries);
  for (const [name, entry] of from.entries) {
    const known = entries.get(name);
    if (known === undefined) entries.set(name, entry);
    else if (!isSame(known.value, entry.value)) {
      const [here, there] = [known, entry].map(({ key }) => {
        const { file, line, column } = positionAt(key);
        return `${file}:${line}:${column}`;
      });
      const message = `${section}.${name} is defined twice, and differently: in ${here} and in ${there}`;
      problems.add(at, path, message);
    }
  }
  return { ...own, entries };
}

function isSame(left: TreeNode, right: TreeNode): boolean {
  if (left === right) return true;
  if (left.kind === 'scalar' || right.kind === 'scalar') {
    return left.kind === 'scalar' && right.kind === 'scalar' && left.value === right.value;
  }
  if (left.kind === 'list') {
    const items = right.kind === 'list' ? right.items : undefined;
    return (
      items?.length === left.items.length &&
      left.items.every((item, index) => {
        const other = items[index];
        return other !== undefined && isSame(item, other);
      })
    );
  }
  return (
    right.kind === 'map' &&
    right.entries.size === left.entries.size &&
    [...left.entries].every(([key, { value }]) => {
      const other = right.entries.get(key);
      return other !== undefined && isSame(value, other.value);
    })
  );
}
