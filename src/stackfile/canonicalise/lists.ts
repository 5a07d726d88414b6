import type { StackPath } from '../positions.js';
import { type Entry, list, map, quote, scalar, type TreeNode } from '../tree.js';
import {
  type Canonicaliser,
  type Context,
  canonicaliseMap,
  flatMapItems,
  mapEntries,
  onlyTrue,
  refuse,
} from './context.js';

/** `tmpfs`: one text or a list. */
export const textList: Canonicaliser = (node, path, context) =>
  node.kind === 'scalar' ? list(node.at, [node]) : flatMapItems(node, path, context, (item) => [item]);

/** `depends_on`: a name alone means "started" and "required". */
export const dependencies: Canonicaliser = (node, path, context) =>
  node.kind === 'list'
    ? named(node, path, context, ({ at }) =>
        map(at, { condition: scalar(at, 'service_started'), required: scalar(at, true) }),
      )
    : mapEntries(node, path, context, (value, valuePath) =>
        canonicaliseMap(value, valuePath, context, {
          condition: (condition) => condition,
          required: (required) => required,
          restart: onlyTrue,
        }),
      );

/** `networks` of a service: a name alone has no settings. */
export const serviceNetworks: Canonicaliser = (node, path, context) =>
  node.kind === 'list'
    ? named(node, path, context, ({ at }) => scalar(at, null))
    : mapEntries(node, path, context, (value, valuePath) =>
        value.kind === 'map' ? canonicaliseMap(value, valuePath, context, { aliases }) : value,
      );

const aliases: Canonicaliser = (node, path, context) =>
  node.kind === 'list' && node.items.length === 0 ? undefined : textList(node, path, context);

/** A list of names as a map whose values have the place of the name. */
function named(
  node: TreeNode,
  path: StackPath,
  context: Context,
  value: (item: TreeNode) => TreeNode,
): TreeNode | undefined {
  if (node.kind !== 'list') return undefined;
  const entries = new Map<string, Entry>();
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== 'scalar' || context.problems.isRefused(item)) continue;
    if (entries.has(String(item.value))) {
      refuse(item, [...path, index], context, `${quote(String(item.value))} is listed twice`);
    } else entries.set(String(item.value), { key: item.at, value: value(item) });
  }
  return { kind: 'map', at: node.at, entries };
}
