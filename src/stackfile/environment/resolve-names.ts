import type { StackPath } from '../positions.js';
import { child, type Entry, entriesOf, isNull, type MapNode, type TreeNode, withValues } from '../tree.js';
import type { Variables } from './variables.js';

/**
 * Gives what is named without a value the value of the variable of that name: entries of `environment` and build
 * arguments, in a map (`NAME:`) or a list (`- NAME`). An entry of `environment` that no variable has stays without a
 * value, which means that the container has no such variable whatever its image or env files say; a build argument
 * that no variable has is dropped.
 * @param buildArguments whether to look at build arguments too
 */
export function resolveNames(stack: MapNode, variables: Variables, buildArguments: boolean): MapNode {
  return updated(stack, ['services', '*'], (service) => {
    const resolved = updated(service, ['environment'], (node) => withNames(node, variables, true));
    if (!buildArguments) return resolved;
    return updated(resolved, ['build', 'args'], (node) => withNames(node, variables, false));
  }) as MapNode;
}

/**
 * The same for `environment`s that are lists. As Compose has it, an included project gives these the values that it
 * sees itself, while a map waits for what the including one sees.
 */
export function resolveListedNames(stack: MapNode, variables: Variables): MapNode {
  const path = ['services', '*', 'environment'];
  return updated(stack, path, (node) =>
    node.kind === 'list' ? withNames(node, variables, true) : node,
  ) as MapNode;
}

function withNames(node: TreeNode, variables: Variables, keepUnset: boolean): TreeNode {
  if (node.kind === 'list') {
    return { ...node, items: node.items.flatMap((item) => named(item, variables, keepUnset)) };
  }
  if (node.kind !== 'map') return node;
  const entries = new Map<string, Entry>();
  for (const [name, entry] of node.entries) {
    const use = isNull(entry.value) ? variables.use(name) : undefined;
    if (use?.value !== undefined) {
      const { at } = entry.value;
      entries.set(name, { ...entry, value: { kind: 'scalar', at, value: use.value, variables: [use] } });
    } else if (use === undefined || keepUnset) entries.set(name, entry);
  }
  return { ...node, entries };
}

/** An item `NAME` as `NAME=value`; nothing when it has no value and is not to be kept without. */
function named(item: TreeNode, variables: Variables, keepUnset: boolean): readonly TreeNode[] {
  if (item.kind !== 'scalar' || typeof item.value !== 'string' || item.value.includes('=')) return [item];
  const use = variables.use(item.value);
  if (use.value !== undefined) return [{ ...item, value: `${item.value}=${use.value}`, variables: [use] }];
  return keepUnset ? [item] : [];
}

/** The same tree with those nodes changed that a path leads to; `*` is every key. */
function updated(node: TreeNode, path: StackPath, change: (node: TreeNode) => TreeNode): TreeNode {
  const [step, ...rest] = path;
  if (step === undefined) return change(node);
  if (node.kind !== 'map') return node;
  const keys = step === '*' ? [...entriesOf(node)].map(([key]) => key) : [String(step)];
  const values: Record<string, TreeNode> = {};
  for (const key of keys) {
    const value = child(node, key);
    if (value !== undefined) values[key] = updated(value, rest, change);
  }
  return withValues(node, values);
}
