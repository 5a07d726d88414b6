import { canonicaliseStack } from './canonicalise/canonicalise-stack.js';
import { interpolateTree } from './interpolate/interpolate-tree.js';
import { mergeStacks } from './merge/merge-stacks.js';
import { omitEmpty } from './merge/omit-empty.js';
import { uniqueItems } from './merge/unique-items.js';
import type { Scope } from './scope.js';
import type { MapNode } from './tree.js';
import { checkSchema } from './validate/check-schema.js';

/** Puts variables in. */
export function interpolated(document: MapNode, { switches, variables, problems }: Scope): MapNode {
  return switches.interpolate ? interpolateTree(document, variables, problems) : document;
}

/**
 * Lays a document over what the ones before it came to, and brings the whole to canonical form.
 * @param validate whether it is compared with the schema, which only a whole stack can stand up to
 */
export function layOver(
  base: MapNode | undefined,
  document: MapNode,
  scope: Scope,
  validate: boolean,
): MapNode {
  const { problems, switches } = scope;
  const merged = base === undefined ? document : mergeStacks(base, document, problems);
  const unique = uniqueItems(merged, problems);
  if (validate) checkSchema(unique, problems);
  const context = { problems, tolerant: !switches.interpolate };
  // Ports that were written as a range may turn out to be published twice only now.
  return uniqueItems(omitEmpty(canonicaliseStack(unique, context)), problems);
}
