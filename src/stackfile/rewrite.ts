import type { Place } from './place.js';
import type { StackPath } from './positions.js';
import type { Entry, MapNode, TreeNode } from './tree.js';

/**
 * Gives what is to stand in the place of a node; undefined takes the entry or item away.
 * @param key place of the node's key, if it has one
 */
export type Change = (node: TreeNode, path: StackPath, key?: Place) => TreeNode | undefined;

/** Changes by where they apply: keys joined by dots, `*` for any key or index. */
export type Changes = Readonly<Record<string, Change>>;

interface Branch {
  change?: Change;
  any?: Branch;
  readonly steps: Map<string, Branch>;
}

/**
 * Applies changes at places of a tree, each before those below it. Whatever no change is for stays the same
 * node, so that an untouched part of a large stack costs nothing.
 */
export function rewrite(root: MapNode, changes: Changes): MapNode {
  const result = rewriteNode(root, [], branchOf(changes));
  return result?.kind === 'map' ? result : root;
}

function branchOf(changes: Changes): Branch {
  const root: Branch = { steps: new Map() };
  for (const [pattern, change] of Object.entries(changes)) {
    const end = pattern.split('.').reduce(next, root);
    end.change = change;
  }
  return root;
}

function next(branch: Branch, step: string): Branch {
  if (step === '*') {
    branch.any ??= { steps: new Map() };
    return branch.any;
  }
  const known = branch.steps.get(step);
  if (known !== undefined) return known;
  const made: Branch = { steps: new Map() };
  branch.steps.set(step, made);
  return made;
}

function rewriteNode(node: TreeNode, path: StackPath, branch: Branch, key?: Place): TreeNode | undefined {
  const changed = branch.change === undefined ? node : branch.change(node, path, key);
  if (changed === undefined || changed.kind === 'scalar') return changed;
  if (changed.kind === 'map') return rewriteMap(changed, path, branch);
  const { any } = branch;
  if (any === undefined) return changed;
  const items = changed.items.map((item, index) => rewriteNode(item, [...path, index], any));
  if (items.every((item, index) => item === changed.items[index])) return changed;
  return { ...changed, items: items.filter((item) => item !== undefined) };
}

function rewriteMap(node: MapNode, path: StackPath, { steps, any }: Branch): MapNode {
  let entries: Map<string, Entry> | undefined;
  const visit = (key: string, entry: Entry, branch: Branch) => {
    const value = rewriteNode(entry.value, [...path, key], branch, entry.key);
    if (value === entry.value) return;
    entries ??= new Map(node.entries);
    if (value === undefined) entries.delete(key);
    else entries.set(key, { ...entry, value });
  };
  if (any !== undefined) for (const [key, entry] of node.entries) visit(key, entry, steps.get(key) ?? any);
  else {
    for (const [key, branch] of steps) {
      const entry = node.entries.get(key);
      if (entry !== undefined) visit(key, entry, branch);
    }
  }
  return entries === undefined ? node : { ...node, entries };
}
