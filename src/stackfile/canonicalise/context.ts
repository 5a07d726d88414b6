import type { Lookup } from '../interpolate/template.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { type ListNode, type MapNode, type ScalarNode, scalar, type TreeNode } from '../tree.js';

/** What short forms are read against. */
export interface Context {
  readonly problems: Problems;
  /** Absolute directory that relative host paths begin at. */
  readonly projectDirectory: string;
  /** What `~` stands for. */
  readonly home: string | undefined;
  /** Values for environment variables that a service names without a value. */
  readonly lookup: Lookup;
}

/** Brings one value to its canonical form; undefined when there is nothing, or nothing usable. */
export type Canonicaliser = (node: TreeNode, path: StackPath, context: Context) => TreeNode | undefined;

/** Reports a value and marks it, so that nobody complains twice. */
export function refuse(node: TreeNode, path: StackPath, context: Context, message: string): undefined {
  context.problems.add(node.at, path, message, node);
  return undefined;
}

/**
 * Applies a canonicaliser to each entry of a map that validation let pass; extensions (`x-`) are left out.
 * @param table one canonicaliser per key; keys that it lacks are left out
 */
export function canonicaliseMap(
  node: TreeNode,
  path: StackPath,
  context: Context,
  table: Readonly<Record<string, Canonicaliser>>,
): MapNode | undefined {
  return mapEntries(node, path, context, (value, valuePath) => {
    const key = String(valuePath.at(-1));
    if (!Object.hasOwn(table, key)) return key.startsWith('x-') ? undefined : value;
    return table[key]?.(value, valuePath, context);
  });
}

/** Applies a canonicaliser to each value of a map whose keys are names. */
export function mapEntries(
  node: TreeNode,
  path: StackPath,
  context: Context,
  canonicalise: Canonicaliser,
): MapNode | undefined {
  if (node.kind !== 'map') return undefined;
  const entries = new Map<string, { key: MapNode['at']; value: TreeNode }>();
  for (const [key, entry] of node.entries) {
    if (context.problems.isRefused(entry.value)) continue;
    const value = canonicalise(entry.value, [...path, key], context);
    if (value !== undefined) entries.set(key, { key: entry.key, value });
  }
  return { ...node, entries };
}

/** Applies a function to each item of a list that validation let pass, and joins the results. */
export function flatMapItems(
  node: TreeNode,
  path: StackPath,
  context: Context,
  canonicalise: (item: TreeNode, path: StackPath, context: Context) => readonly TreeNode[],
): ListNode | undefined {
  if (node.kind !== 'list') return undefined;
  const items = node.items.flatMap((item, index) =>
    context.problems.isRefused(item) ? [] : canonicalise(item, [...path, index], context),
  );
  return { ...node, items };
}

export const asIs: Canonicaliser = (node) => node;

/** Text that must say something: an empty one counts as absent, as with Compose. */
export const text: Canonicaliser = (node) => (node.kind === 'scalar' && node.value === '' ? undefined : node);

/** A switch whose `false` means the same as absence. */
export const onlyTrue: Canonicaliser = (node) =>
  node.kind === 'scalar' && node.value === false ? undefined : node;

/** The same place and template with another value. */
export function withValue(node: ScalarNode, value: ScalarNode['value']): ScalarNode {
  return node.template === undefined
    ? scalar(node.at, value)
    : { ...scalar(node.at, value), template: node.template };
}
