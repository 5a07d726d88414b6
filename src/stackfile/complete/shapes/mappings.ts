import { scalarText } from '../../read/scalar.js';
import { type Entry, isNull, type ListNode, list, quote } from '../../tree.js';
import { anyText, withValue } from './scalars.js';
import { byKey, listOf, mapOf, type Shape } from './shape.js';

/** A map of texts, where null is empty; or a list of `KEY=VALUE`. */
export const mapping: Shape = (node, path, problems) =>
  node.kind === 'list' ? fromPairs(node, '') : mapOf(anyText)(node, path, problems);

/** Like {@link mapping}, for options that have no list form. */
export const options: Shape = mapOf(anyText);

/** Options that may be repeated: every value is a list. */
export const multiOptions: Shape = mapOf((node, path, problems) =>
  listOf(anyText)(node.kind === 'scalar' ? list(node.at, [node]) : node, path, problems),
);

/** Like {@link mapping}, but a name without a value stays one: null. */
export const environment: Shape = (node, path, problems) => {
  if (node.kind !== 'list') {
    return mapOf((value, valuePath) => (isNull(value) ? value : anyText(value, valuePath, problems)))(
      node,
      path,
      problems,
    );
  }
  for (const [index, item] of node.items.entries()) {
    const name = item.kind === 'scalar' ? (String(item.value).split('=')[0] ?? '') : '';
    if (!/\s$/.test(name)) continue;
    const message = `${quote(name)} ends with a blank, which the name of a variable cannot`;
    problems.add(item.at, [...path, index], message, item);
  }
  return fromPairs(node, null);
};

/** Items without `=` get `missing`; of equal keys the last wins. */
function fromPairs(node: ListNode, missing: string | null) {
  const entries = new Map<string, Entry>();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || item.value === null) continue;
    const pair = scalarText(item.value, item.float === true);
    const equals = pair.indexOf('=');
    const value = withValue(item, equals < 0 ? missing : pair.slice(equals + 1));
    entries.set(equals < 0 ? pair : pair.slice(0, equals), { key: item.at, value });
  }
  if (entries.size === 0) return undefined;
  return { ...node, kind: 'map', entries: new Map([...entries].sort(byKey)) } as const;
}
