import type { StackPath } from '../positions.js';
import type { TreeNode } from '../tree.js';
import { YamlSyntaxError } from './syntax-error.js';

/** Values that aliases may add to a document, so that a small file cannot expand to a huge one. */
const ALIAS_NODES = 500_000;

interface Anchored {
  /** Absent: `!reset` stands there. */
  readonly node: TreeNode | undefined;
  /** How many values it is made of, counting what an alias stands for each time. */
  readonly size: number;
  /** Where within it `!override` stands. */
  readonly overrides: readonly StackPath[];
}

/** The anchors of a document, and the places of `!reset` and `!override`. */
export class Anchors {
  /** Places whose earlier values don't count. */
  readonly resets: StackPath[] = [];
  private readonly overrides: StackPath[] = [];
  private readonly anchored = new Map<string, Anchored>();
  /** Anchors whose node is being read: an alias to one would contain itself. */
  private readonly open = new Set<string>();
  private size = 0;
  private fromAliases = 0;

  count(): void {
    this.size++;
  }

  reset(path: StackPath): void {
    this.resets.push(path);
  }

  override(path: StackPath): void {
    this.resets.push(path);
    this.overrides.push(path);
  }

  /** Reads a node that has an anchor. */
  define(name: string, path: StackPath, read: () => TreeNode | undefined): TreeNode | undefined {
    const { size } = this;
    const known = this.overrides.length;
    this.open.add(name);
    const node = read();
    this.open.delete(name);
    const overrides = this.overrides.slice(known).map((override) => override.slice(path.length));
    this.anchored.set(name, { node, size: this.size - size, overrides });
    return node;
  }

  /** What an alias stands for; undefined for something that `!reset` takes away. */
  resolve(name: string, offset: number, path: StackPath): TreeNode | undefined {
    if (this.open.has(name)) throw new YamlSyntaxError(`*${name} contains itself`, offset, path);
    const target = this.anchored.get(name);
    if (target === undefined)
      throw new YamlSyntaxError(`no anchor &${name} stands before this alias`, offset, path);
    this.size += target.size;
    this.fromAliases += target.size;
    if (this.fromAliases > ALIAS_NODES) {
      throw new YamlSyntaxError(
        `the aliases of this file expand to more than ${ALIAS_NODES} values`,
        offset,
        path,
      );
    }
    if (target.node === undefined) this.reset([...path]);
    for (const override of target.overrides) this.override([...path, ...override]);
    return target.node;
  }
}
