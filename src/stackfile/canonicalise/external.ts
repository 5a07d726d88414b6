import { child, type MapNode, quote, scalar, withValues } from '../tree.js';
import { type Canonicaliser, refuse, textOf } from './context.js';

/** `external: {name: x}`, the old way to say `external: true` and `name: x`. */
export const external: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'map') return node;
  const old = child(node, 'external');
  if (old?.kind !== 'map') return node;
  const result: MapNode = withValues(node, { external: scalar(old.at, true) });
  const oldName = child(old, 'name');
  if (oldName === undefined) return result;
  const oldPath = [...path, 'external'];
  const advice = 'a name below "external" is obsolete; write "external: true" and "name" beside it';
  context.problems.warn(old.at, oldPath, advice);
  const name = child(node, 'name');
  if (name === undefined) return withValues(result, { name: oldName });
  if (textOf(name) === textOf(oldName)) return result;
  const message = `the name ${quote(textOf(oldName) ?? '')} contradicts the name ${quote(textOf(name) ?? '')} beside it; keep only one`;
  refuse(oldName, [...oldPath, 'name'], context, message);
  return result;
};
