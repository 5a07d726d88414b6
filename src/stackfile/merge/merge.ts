import type { PathPatterns } from '../path-patterns.js';
import { positionAt } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { describeValue, type Entry, isNull, type MapNode, type TreeNode } from '../tree.js';
import { replacing } from './history.js';

/** Merges two values of one place by the rule of that place. */
export type MergeRule = (base: TreeNode, over: TreeNode, merge: Merge) => TreeNode;

/** A merge on its way down: the place that it has come to. */
export class Merge {
  readonly problems: Problems;
  private readonly path: StackPath;
  private readonly patterns: PathPatterns<MergeRule> | undefined;

  constructor(problems: Problems, path: StackPath, patterns: PathPatterns<MergeRule> | undefined) {
    this.problems = problems;
    this.path = path;
    this.patterns = patterns;
  }

  maps(base: MapNode, over: MapNode): MapNode {
    if (over.entries.size === 0) return base;
    const entries = new Map(base.entries);
    for (const [key, entry] of over.entries) {
      const old = entries.get(key);
      entries.set(key, old === undefined ? entry : this.entries(old, entry, key));
    }
    return { ...base, entries };
  }

  lists(base: TreeNode & { kind: 'list' }, over: TreeNode & { kind: 'list' }): TreeNode {
    if (over.items.length === 0) return base;
    return { ...base, at: over.at, items: [...base.items, ...over.items] };
  }

  replace(base: TreeNode, over: TreeNode): TreeNode {
    return replacing(over, base, this.problems);
  }

  /** Reports that two values cannot be merged; the earlier one stays. */
  conflict(base: TreeNode, over: TreeNode): TreeNode {
    const { file, line } = positionAt(base.at);
    const message = `cannot be merged: it is ${describeValue(over)} here, but ${describeValue(base)} in ${file}:${line}`;
    this.problems.add(over.at, this.path, message, over);
    return base;
  }

  private entries(base: Entry, over: Entry, key: string): Entry {
    const step = new Merge(this.problems, [...this.path, key], this.patterns?.at(key));
    const value = step.values(base.value, over.value);
    const keyOf = value.at === base.value.at ? base : over;
    return { key: keyOf.key, value };
  }

  private values(base: TreeNode, over: TreeNode): TreeNode {
    const rule = this.patterns?.value;
    if (rule !== undefined) return rule(base, over, this);
    if (isNull(over)) return base;
    if (base.kind === 'map') return over.kind === 'map' ? this.maps(base, over) : this.conflict(base, over);
    if (base.kind === 'list')
      return over.kind === 'list' ? this.lists(base, over) : this.conflict(base, over);
    return this.replace(base, over);
  }
}
