import type { StackPath } from '../positions.js';
import { child, type Entry, entriesOf, isNull, type MapNode, type TreeNode, withValues } from '../tree.js';
import type { Variables } from './variables.js';

/**
 * Gives what is named without a value the value of the variable of that name: entries of `environment` and build
 * arguments. An entry of `environment` that no variable has stays without a value, which means that the container
 * has no such variable whatever its image or env files say; a build argument that no variable has is dropped.
 * @param buildArguments whether to look at build arguments too
 */
export function resolveNames(stack: MapNode, variables: Variables, buildArguments: boolean): MapNode {
  return updated(stack, ['services', '*'], (service) => {
    const resolved = updated(service, ['environment'], (node) => withNames(node, variables, true));
    if (!buildArguments) return resolved;
    return updated(resolved, ['build', 'args'], (node) => withNames(node, variables, false));
  });
}

function withNames(node: MapNode, variables: Variables, keepUnset: boolean): MapNode {
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

/** The same map with those maps changed that a path leads to; `*` is every key. */
function updated(node: MapNode, path: StackPath, change: (node: MapNode) => MapNode): MapNode {
  const [step, ...rest] = path;
  if (step === undefined) return change(node);
  const keys = step === '*' ? [...entriesOf(node)].map(([key]) => key) : [String(step)];
  const values: Record<string, TreeNode> = {};
  for (const key of keys) {
    const value = child(node, key);
    if (value?.kind === 'map') values[key] = updated(value, rest, change);
  }
  return withValues(node, values);
}
