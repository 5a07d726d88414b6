import { list, quote, scalar } from '../tree.js';
import { asIs, type Canonicaliser, canonicaliseMap, flatMapItems, onlyTrue, refuse } from './context.js';
import { duration } from './duration.js';

const test: Canonicaliser = (node, path, context) => {
  if (node.kind === 'scalar') return list(node.at, [scalar(node.at, 'CMD-SHELL'), node]);
  const items = flatMapItems(node, path, context, (item) => [item]);
  const first = items?.items[0];
  if (items === undefined || first === undefined) return undefined;
  const word = first.kind === 'scalar' ? String(first.value) : '';
  if (['NONE', 'CMD', 'CMD-SHELL'].includes(word)) return items;
  const message = `a list has to begin with "CMD", "CMD-SHELL" or "NONE", but this one begins with ${quote(word)}`;
  return refuse(first, [...path, 0], context, message);
};

export const healthcheck: Canonicaliser = (node, path, context) =>
  canonicaliseMap(node, path, context, {
    test,
    interval: duration,
    timeout: duration,
    start_period: duration,
    start_interval: duration,
    retries: asIs,
    disable: onlyTrue,
  });
