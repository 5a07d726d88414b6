import { PathPatterns } from '../path-patterns.js';
import type { Problems } from '../problems.js';
import type { MapNode } from '../tree.js';
import { Merge, type MergeRule } from './merge.js';
import { MERGE_RULES } from './merge-rules.js';

const RULES = new PathPatterns<MergeRule>(MERGE_RULES);

/**
 * Lays a stack over another: maps are merged, lists appended, anything else is replaced, except where an
 * attribute has a rule of its own. Short and long forms may meet. What is replaced stays known to the new value.
 */
export function mergeStacks(base: MapNode, over: MapNode, problems: Problems): MapNode {
  return new Merge(problems, [], RULES).maps(base, over);
}

/** Lays a service over the one that it extends. */
export function mergeServices(base: MapNode, over: MapNode, name: string, problems: Problems): MapNode {
  const patterns = RULES.at('services')?.at(name);
  return new Merge(problems, ['services', name], patterns).maps(base, over);
}
