import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { type Entry, type MapNode, quote, type ScalarNode, type TreeNode } from '../tree.js';
import { castAt } from './cast.js';
import { type Lookup, substitute } from './template.js';

/** Replaces variables in all values of a tree (not in keys), then converts text where the type is fixed. */
export function interpolateTree(root: MapNode, lookup: Lookup, problems: Problems): MapNode {
  return new Interpolation(lookup, problems).map(root, []);
}

class Interpolation {
  private readonly lookup: Lookup;
  private readonly problems: Problems;

  constructor(lookup: Lookup, problems: Problems) {
    this.lookup = lookup;
    this.problems = problems;
  }

  map(node: MapNode, path: StackPath): MapNode {
    const entries = new Map<string, Entry>();
    for (const [key, entry] of node.entries) {
      const value = this.node(entry.value, [...path, key]);
      entries.set(key, value === entry.value ? entry : { ...entry, value });
    }
    return { ...node, entries };
  }

  private node(node: TreeNode, path: StackPath): TreeNode {
    if (node.kind === 'map') return this.map(node, path);
    if (node.kind === 'list') {
      return { ...node, items: node.items.map((item, index) => this.node(item, [...path, index])) };
    }
    return typeof node.value === 'string' ? this.text(node, node.value, path) : node;
  }

  private text(node: ScalarNode, template: string, path: StackPath): ScalarNode {
    if (!template.includes('$')) {
      const value = castAt(path, template);
      return value === template ? node : { ...node, value };
    }
    const result = substitute(template, this.lookup);
    if ('problem' in result) {
      const refused = { ...node, value: null };
      this.problems.add(node.at, path, result.problem, refused);
      return refused;
    }
    for (const name of result.unset) {
      const message = `the variable ${name} is not set and taken as empty, in ${quote(template)}`;
      this.problems.warn(node.at, path, message);
    }
    return { ...node, value: castAt(path, result.text), template };
  }
}
