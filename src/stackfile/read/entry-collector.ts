import { type Place, positionAt } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import type { Entry, MapNode, TreeNode } from '../tree.js';
import type { WrittenScalar } from './tagged-scalar.js';

/** Collects the entries of a map, with what its merge keys bring. */
export class EntryCollector {
  private readonly entries = new Map<string, Entry>();
  private readonly problems: Problems;
  private merged: MapNode[] | undefined;
  private mergedAt: Place | undefined;
  /** Keys whose values were taken away again. */
  private reset: Map<string, Place> | undefined;

  constructor(problems: Problems) {
    this.problems = problems;
  }

  /** The name that a key stands for; undefined when it is none, which is reported. */
  key(
    node: TreeNode | undefined,
    written: WrittenScalar | undefined,
    at: Place,
    path: StackPath,
  ): string | undefined {
    // An infinity is kept as text, but is none.
    const isText = written?.plain !== true || (node?.kind === 'scalar' && node.value === written.text);
    if (isText && node?.kind === 'scalar' && typeof node.value === 'string') return node.value;
    const text = node?.kind === 'scalar' ? (written?.text ?? '') : '';
    const hint = text === '' ? '' : `; write "${text}" in quotes`;
    if (node === undefined || !this.problems.isRefused(node)) {
      this.problems.add(at, [...path], `a key must be text${hint}`);
    }
    return undefined;
  }

  add(name: string, at: Place, value: TreeNode | undefined, path: StackPath): void {
    const first = this.entries.get(name)?.key ?? this.reset?.get(name);
    if (first !== undefined) this.duplicate(at, [...path, name], first);
    else if (value !== undefined) this.entries.set(name, { key: at, value });
    else {
      this.reset ??= new Map();
      this.reset.set(name, at);
    }
  }

  /** Takes what `<<` brings: a map, or a list of maps of which the first that has a key wins. */
  merge(value: TreeNode | undefined, at: Place, path: StackPath): void {
    if (this.mergedAt !== undefined) this.duplicate(at, [...path, '<<'], this.mergedAt);
    this.mergedAt = at;
    if (value === undefined) return;
    const sources = value.kind === 'list' ? value.items : [value];
    const maps = sources.filter((source) => source.kind === 'map');
    this.merged = [...(this.merged ?? []), ...maps];
    if (maps.length < sources.length && !this.problems.isRefused(value)) {
      this.problems.add(at, [...path, '<<'], 'only maps can be merged by "<<"');
    }
  }

  /** The map; what it says itself goes before what is merged into it. */
  map(at: Place): MapNode {
    for (const source of this.merged ?? []) {
      for (const [key, entry] of source.entries) if (!this.entries.has(key)) this.entries.set(key, entry);
    }
    return { kind: 'map', at, entries: this.entries };
  }

  private duplicate(at: Place, path: StackPath, first: Place): void {
    this.problems.add(at, path, `this key already stands in line ${positionAt(first).line}`);
  }
}
