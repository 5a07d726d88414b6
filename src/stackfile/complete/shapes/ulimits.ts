import { isNull, map } from '../../tree.js';
import { integer, scalarValue } from './scalars.js';
import { mapOf, type Shape, struct } from './shape.js';

const limits: Shape = struct({ soft: integer(), hard: integer() });

/** `ulimits`: a number for both limits; 0 leaves nothing of it but its name. */
export const ulimits: Shape = mapOf((node, path, problems) => {
  if (isNull(node)) return node;
  if (node.kind === 'map') return limits(node, path, problems);
  const value = integer()(node, path, problems);
  return value ?? (Number(scalarValue(node)) === 0 ? map(node.at, {}) : undefined);
});
