import type { Variables } from '../environment/variables.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import type { Entry, MapNode, ScalarNode, TreeNode } from '../tree.js';
import { castAt } from './cast.js';
import { placeWithin } from './place-within.js';
import { substitute } from './template.js';

/**
 * Replaces variables in all values of a tree (not in keys), then converts text where the type is fixed. Values
 * that variables were put into remember which, for messages and explanations.
 */
export function interpolateTree(root: MapNode, variables: Variables, problems: Problems): MapNode {
  return new Interpolation(variables, problems).map(root, []);
}

class Interpolation {
  private readonly variables: Variables;
  private readonly problems: Problems;

  constructor(variables: Variables, problems: Problems) {
    this.variables = variables;
    this.problems = problems;
  }

  map(node: MapNode, path: StackPath): MapNode {
    let changed: Map<string, Entry> | undefined;
    for (const [key, entry] of node.entries) {
      const value = this.node(entry.value, [...path, key]);
      if (value === entry.value) continue;
      changed ??= new Map(node.entries);
      changed.set(key, { ...entry, value });
    }
    return changed === undefined ? node : { ...node, entries: changed };
  }

  private node(node: TreeNode, path: StackPath): TreeNode {
    if (node.kind === 'map') return this.map(node, path);
    if (node.kind === 'scalar') {
      return typeof node.value === 'string' ? this.text(node, node.value, path) : node;
    }
    const items = node.items.map((item, index) => this.node(item, [...path, index]));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }

  private text(node: ScalarNode, template: string, path: StackPath): ScalarNode {
    if (!template.includes('$')) return this.cast(node, template, path);
    const result = substitute(template, this.variables.lookup);
    if ('problems' in result) {
      const refused: ScalarNode = { ...node, value: null };
      for (const problem of result.problems) {
        this.problems.add(placeWithin(node.at, template, problem), path, problem.message, refused);
      }
      return refused;
    }
    for (const name of result.unset) this.problems.warnUnset(name, node.at, path);
    if (result.used.length === 0)
      return this.cast({ ...node, value: result.text, template }, result.text, path);
    const variables = result.used.map((name) => this.variables.use(name));
    this.problems.noteInterpolation(node.at, { template, variables });
    return this.cast({ ...node, value: result.text, template, variables }, result.text, path);
  }

  private cast(node: ScalarNode, text: string, path: StackPath): ScalarNode {
    const cast = castAt(path, text);
    if (cast === undefined) return node;
    if ('problem' in cast) {
      const refused: ScalarNode = { ...node, value: null };
      this.problems.add(node.at, path, cast.problem, refused);
      return refused;
    }
    if (cast.warning !== undefined) this.problems.warn(node.at, path, cast.warning, node);
    return { ...node, value: cast.value, ...(cast.float ? { float: true } : {}) };
  }
}
