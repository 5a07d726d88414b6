import { PathPatterns } from '../path-patterns.js';
import type { Problems } from '../problems.js';
import type { Entry, ListNode, MapNode, TreeNode } from '../tree.js';
import { replacing } from './history.js';
import { IDENTITIES, type Identity } from './identities.js';

const PATTERNS = new PathPatterns<Identity>(IDENTITIES);

/** Frees lists of items that a later one of the same identity overrides; the later one takes the earlier's place. */
export function uniqueItems(stack: MapNode, problems: Problems): MapNode {
  return uniqueIn(stack, PATTERNS, problems);
}

function uniqueIn(node: MapNode, patterns: PathPatterns<Identity>, problems: Problems): MapNode {
  let changed: Map<string, Entry> | undefined;
  for (const [key, entry] of node.entries) {
    const next = patterns.at(key);
    if (next === undefined) continue;
    const value = uniqueValue(entry.value, next, problems);
    if (value === entry.value) continue;
    changed ??= new Map(node.entries);
    changed.set(key, { ...entry, value });
  }
  return changed === undefined ? node : { ...node, entries: changed };
}

function uniqueValue(node: TreeNode, patterns: PathPatterns<Identity>, problems: Problems): TreeNode {
  if (node.kind === 'map') return uniqueIn(node, patterns, problems);
  const identity = patterns.value;
  return node.kind === 'list' && identity !== undefined ? uniqueList(node, identity, problems) : node;
}

function uniqueList(node: ListNode, identity: Identity, problems: Problems): ListNode {
  const items: TreeNode[] = [];
  const indices = new Map<string, number>();
  for (const item of node.items) {
    const id = identity(item);
    const known = id === undefined ? undefined : indices.get(id);
    if (known !== undefined) items[known] = replacing(item, items[known] ?? item, problems);
    else if (items.push(item) && id !== undefined) indices.set(id, items.length - 1);
  }
  return items.length === node.items.length ? node : { ...node, items };
}
