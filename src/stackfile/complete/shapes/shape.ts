import type { Place } from '../../place.js';
import type { StackPath } from '../../positions.js';
import type { Problems } from '../../problems.js';
import { describeValue, type Entry, isNull, type MapNode, map, type TreeNode } from '../../tree.js';

/**
 * Reads a value into the form that the model has it in; undefined says that it is to be left out, be it because it
 * means the same as nothing or because it was refused.
 * @param key place of the node's key, if it has one
 */
export type Shape = (
  node: TreeNode,
  path: StackPath,
  problems: Problems,
  key?: Place,
) => TreeNode | undefined;

/** A shape by attribute, in the order in which they are printed. */
export type Fields = Readonly<Record<string, Shape>>;

/** Says what was found and what is allowed, and leaves the value out. */
export function refuse(node: TreeNode, path: StackPath, problems: Problems, allowed: string): undefined {
  problems.add(node.at, path, `has to be ${allowed}, but is ${describeValue(node)}`, node);
  return undefined;
}

/**
 * A map with known attributes, then those that begin with `x-`. Other attributes are left out: that they stand there
 * is for the schema to refuse.
 * @param defaults attributes that stand even where the file has none; they get the place of the map's key
 */
export function struct(fields: Fields, defaults?: (at: Place) => Readonly<Record<string, TreeNode>>): Shape {
  return (node, path, problems, at) => {
    if (isNull(node)) return undefined;
    if (node.kind !== 'map') return refuse(node, path, problems, 'a map');
    const fallback = defaults?.(at ?? node.at) ?? {};
    const entries = new Map<string, Entry>();
    for (const [key, shape] of Object.entries(fields)) {
      const entry = node.entries.get(key);
      const usable = entry !== undefined && !problems.isRefused(entry.value);
      const value = usable ? shape(entry.value, [...path, key], problems, entry.key) : undefined;
      const filled = value ?? fallback[key];
      if (filled !== undefined) entries.set(key, { key: entry?.key ?? filled.at, value: filled });
    }
    for (const [key, entry] of extensionsOf(node)) entries.set(key, { ...entry, extension: true });
    return { ...node, entries };
  };
}

/** The `x-` entries of a map, sorted. */
export function extensionsOf(node: MapNode): readonly [string, Entry][] {
  return [...node.entries].filter(([key]) => key.startsWith('x-')).sort(byKey);
}

/** A list that means the same empty as absent. */
export function listOf(item: Shape): Shape {
  return (node, path, problems) => {
    if (isNull(node)) return undefined;
    if (node.kind !== 'list') return refuse(node, path, problems, 'a list');
    const items = node.items.flatMap((value, index) => {
      if (problems.isRefused(value)) return [];
      const read = item(value, [...path, index], problems);
      return read === undefined ? [] : [read];
    });
    return items.length === 0 ? undefined : { ...node, items };
  };
}

/** A map from names, sorted by name, that means the same empty as absent. */
export function mapOf(value: Shape): Shape {
  return (node, path, problems) => {
    if (isNull(node)) return undefined;
    if (node.kind !== 'map') return refuse(node, path, problems, 'a map');
    const entries = new Map<string, Entry>();
    for (const [key, entry] of [...node.entries].sort(byKey)) {
      if (problems.isRefused(entry.value)) continue;
      const read = value(entry.value, [...path, key], problems, entry.key);
      if (read !== undefined) entries.set(key, { ...entry, value: read });
    }
    return entries.size === 0 ? undefined : { ...node, entries };
  };
}

/** A value that stays null where it is null. */
export function orNull(shape: Shape): Shape {
  return (node, path, problems, key) => (isNull(node) ? node : shape(node, path, problems, key));
}

/** A map that is there even where the file has nothing or null. */
export function orEmpty(shape: Shape): Shape {
  return (node, path, problems, key) => shape(isNull(node) ? map(node.at, {}) : node, path, problems, key);
}

/** Names in the order of their characters, as Compose prints maps. */
export function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
