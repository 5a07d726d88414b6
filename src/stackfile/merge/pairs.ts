import { scalarText } from '../read/scalar.js';
import { type Entry, type ListNode, list, type MapNode, type ScalarNode, type TreeNode } from '../tree.js';

/** A list of `KEY=VALUE` as a map, null where there is no `=`; undefined when it holds anything else. */
export function pairsOf(node: ListNode): MapNode | undefined {
  const entries = new Map<string, Entry>();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return undefined;
    const equals = item.value.indexOf('=');
    const key = equals < 0 ? item.value : item.value.slice(0, equals);
    if (key === '') return undefined;
    entries.set(key, {
      key: item.at,
      value: { ...item, value: equals < 0 ? null : item.value.slice(equals + 1) },
    });
  }
  return { ...node, kind: 'map', entries };
}

/** A map as a list of `KEY=VALUE`; a value that is a list gives one item for each of its own. */
export function listOfPairs(node: MapNode): ListNode {
  const items = [...node.entries].flatMap(([key, { key: at, value }]): TreeNode[] => {
    if (value.kind === 'map') return [value];
    const values = value.kind === 'list' ? value.items.filter((item) => item.kind === 'scalar') : [value];
    return values.map((item) => pair(key, item, at));
  });
  return list(node.at, items);
}

function pair(key: string, value: ScalarNode, at: ScalarNode['at']): ScalarNode {
  const { float: _, ...rest } = value;
  if (value.value === null) return { ...rest, at, value: key };
  return { ...rest, value: `${key}=${scalarText(value.value, value.float === true)}` };
}

/** A list of names as a map that gives each the same value. */
export function mapOfNames(node: ListNode, settings: (name: ScalarNode) => TreeNode): MapNode | undefined {
  const entries = new Map<string, Entry>();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return undefined;
    entries.set(item.value, { key: item.at, value: settings(item) });
  }
  return { ...node, kind: 'map', entries };
}

/** A list as it is; a map as `KEY=VALUE`s; a single text as a list of one. Another value counts as none, as to Compose. */
export function asList(node: TreeNode): ListNode | undefined {
  if (node.kind === 'list') return node;
  if (node.kind === 'map') return listOfPairs(node);
  return typeof node.value === 'string' ? list(node.at, [node]) : undefined;
}
