import type { StackPath } from '../positions.js';
import { scalarText } from '../read/scalar.js';
import { type Entry, type MapNode, type ScalarNode, scalar, type TreeNode } from '../tree.js';
import { type Canonicaliser, type Context, mapEntries, refuse, withValue } from './context.js';

/** `environment`: a variable without a value takes the caller's, or stays explicitly unset (null). */
export const environment: Canonicaliser = (node, path, context) => {
  const pairs = mapping(node, path, context);
  return (
    pairs &&
    mapEntries(pairs, path, context, (value, valuePath) => {
      if (value.kind !== 'scalar' || value.value !== null) return value;
      return withValue(value, context.lookup(String(valuePath.at(-1))) ?? null);
    })
  );
};

/** `labels`: a label without a value is empty. */
export const labels: Canonicaliser = (node, path, context) => {
  const pairs = mapping(node, path, context);
  return (
    pairs &&
    mapEntries(pairs, path, context, (value) =>
      value.kind === 'scalar' && value.value === null ? withValue(value, '') : value,
    )
  );
};

/** A map, or a list of `KEY=VALUE`, as a map of texts; null where there is no value. The last of equal keys wins. */
function mapping(node: TreeNode, path: StackPath, context: Context): MapNode | undefined {
  if (node.kind === 'map') {
    return mapEntries(node, path, context, (value, valuePath) => {
      if (valuePath.at(-1) === '') return refuse(value, valuePath, context, 'the name is empty');
      return value.kind === 'scalar' ? asText(value) : undefined;
    });
  }
  if (node.kind !== 'list') return undefined;
  const entries = new Map<string, Entry>();
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== 'scalar' || context.problems.isRefused(item)) continue;
    const pair = String(item.value);
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? null : pair.slice(equals + 1);
    if (key === '') refuse(item, [...path, index], context, 'there is no name before the "="');
    else entries.set(key, { key: item.at, value: scalar(item.at, value) });
  }
  return { kind: 'map', at: node.at, entries };
}

function asText(node: ScalarNode): ScalarNode {
  return node.value === null ? node : withValue(node, scalarText(node.value, node.float === true));
}
