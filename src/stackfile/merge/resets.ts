import type { StackPath } from '../positions.js';
import type { Entry, MapNode, TreeNode } from '../tree.js';

/** Places whose earlier values don't count, because a later file has `!reset` or `!override` there. */
export class Resets {
  static readonly none = new Resets();
  private ends = false;
  private readonly children = new Map<string | number, Resets>();

  static of(paths: readonly StackPath[]): Resets {
    const resets = new Resets();
    for (const path of paths) resets.add(path);
    return resets;
  }

  /** The places within one below this one. */
  at(step: string | number): Resets {
    return this.children.get(step) ?? Resets.none;
  }

  /** The tree without what is reset. Items of lists stay: there is no saying which one is meant. */
  apply(node: MapNode): MapNode {
    let changed: Map<string, Entry> | undefined;
    for (const [step, below] of this.children) {
      const entry = typeof step === 'string' ? node.entries.get(step) : undefined;
      if (entry === undefined || typeof step !== 'string') continue;
      const value = below.remaining(entry.value);
      if (value === entry.value) continue;
      changed ??= new Map(node.entries);
      if (value === undefined) changed.delete(step);
      else changed.set(step, { ...entry, value });
    }
    return changed === undefined ? node : { ...node, entries: changed };
  }

  private remaining(node: TreeNode): TreeNode | undefined {
    if (this.ends) return undefined;
    return node.kind === 'map' ? this.apply(node) : node;
  }

  private add(path: StackPath): void {
    let resets: Resets = this;
    for (const step of path) {
      const next = resets.children.get(step) ?? new Resets();
      resets.children.set(step, next);
      resets = next;
    }
    resets.ends = true;
  }
}
