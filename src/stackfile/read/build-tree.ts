import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar as YamlScalar,
} from 'yaml';
import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { list, type MapNode, quote, type ScalarNode, scalar, type TreeNode } from '../tree.js';
import { Anchors } from './anchors.js';
import { EntryCollector } from './entry-collector.js';
import type { SourceText } from './source-text.js';
import { YamlSyntaxError } from './syntax-error.js';
import { taggedScalar, type WrittenScalar } from './tagged-scalar.js';

const DEPTH = 200;
const MERGE_TAG = 'tag:yaml.org,2002:merge';

export interface BuiltTree {
  readonly tree: TreeNode;
  /** Places of `!reset` and `!override`. */
  readonly resets: readonly StackPath[];
}

/**
 * Makes a tree of a parsed document: aliases and merge keys are resolved, duplicate keys found. What `!reset` takes
 * away is not in it.
 * @throws YamlSyntaxError for aliases that lead nowhere or grow too large, and for what nests too deeply
 */
export function buildTree(document: Document, source: SourceText, problems: Problems): BuiltTree {
  const builder = new TreeBuilder(source, problems);
  const at = { source, offset: document.range?.[0] ?? 0 };
  const tree = builder.node(document.contents as Node | null, at);
  return { tree: tree ?? scalar(at, null), resets: builder.anchors.resets };
}

class TreeBuilder {
  readonly anchors = new Anchors();
  private readonly source: SourceText;
  private readonly problems: Problems;
  /** Where the builder is; changes as it goes. */
  private readonly path: (string | number)[] = [];
  /** Within an `!override` no other tags of that kind count. */
  private overridden = 0;

  constructor(source: SourceText, problems: Problems) {
    this.source = source;
    this.problems = problems;
  }

  /** @param empty the place of a value that is not there */
  node(node: Node | null, empty: Place): TreeNode | undefined {
    if (node === null) return scalar(empty, null);
    const at = this.placeOf(node, empty);
    if (isAlias(node)) return this.anchors.resolve(node.source, at.offset, this.path);
    if (this.path.length > DEPTH)
      throw new YamlSyntaxError(`nested deeper than ${DEPTH} levels`, at.offset, this.path);
    this.anchors.count();
    const { anchor } = node as { anchor?: string };
    if (anchor === undefined) return this.tagged(node, at, empty);
    return this.anchors.define(anchor, this.path, () => this.tagged(node, at, empty));
  }

  private tagged(node: Node, at: Place, empty: Place): TreeNode | undefined {
    const { tag } = node;
    if (this.overridden > 0 || (tag !== '!reset' && tag !== '!override'))
      return this.content(node, tag, at, empty);
    const path = [...this.path];
    this.overridden++;
    const built = this.content(node, undefined, at, empty);
    this.overridden--;
    if (tag === '!override') {
      this.anchors.override(path);
      return { ...built, tag: 'override' };
    }
    this.anchors.reset(path);
    return undefined;
  }

  private content(node: Node, tag: string | undefined, at: Place, empty: Place): TreeNode {
    if (isMap(node)) return this.map(node.items, at);
    if (isSeq(node)) return this.list(node.items as (Node | Pair<Node, Node | null>)[], at);
    if (!isScalar(node)) return scalar(at, null);
    const text = written(node);
    return this.scalar(text, tag, text.plain && text.text === '' ? empty : at);
  }

  private scalar(text: WrittenScalar, tag: string | undefined, at: Place): ScalarNode {
    const result = taggedScalar(text, tag, at);
    if ('kind' in result) return result;
    // What an extension holds is nobody's business; no attribute takes a date.
    if ('date' in result && this.path.some((step) => String(step).startsWith('x-')))
      return scalar(at, result.date);
    const problem =
      'date' in result ? `${quote(text.text)} is a date to YAML; write it in quotes` : result.problem;
    const refused = scalar(at, null);
    this.problems.add(at, [...this.path], problem, refused);
    return refused;
  }

  private list(items: readonly (Node | Pair<Node, Node | null>)[], at: Place): TreeNode {
    const built: TreeNode[] = [];
    items.forEach((item, index) => {
      this.path.push(index);
      const node = isPair(item) ? this.map([item], at) : this.node(item, at);
      this.path.pop();
      if (node !== undefined) built.push(node);
    });
    return list(at, built);
  }

  private map(pairs: readonly unknown[], at: Place): MapNode {
    const entries = new EntryCollector(this.problems);
    for (const pair of pairs)
      if (isPair(pair)) this.entry(entries, pair as Pair<Node | null, Node | null>, at);
    return entries.map(at);
  }

  private entry(entries: EntryCollector, { key, value }: Pair<Node | null, Node | null>, map: Place): void {
    const at = this.placeOf(key, map);
    if (isMergeKey(key)) {
      entries.merge(this.node(value, at), at, this.path);
      return;
    }
    const name = entries.key(this.node(key, at), isScalar(key) ? written(key) : undefined, at, this.path);
    this.path.push(name ?? '');
    const built = this.node(value, at);
    this.path.pop();
    if (name !== undefined) entries.add(name, at, built, this.path);
  }

  private placeOf(node: Node | null, otherwise: Place): Place {
    return node?.range == null ? otherwise : { source: this.source, offset: node.range[0] };
  }
}

function written(node: YamlScalar): WrittenScalar {
  return { text: node.source ?? '', plain: node.type === YamlScalar.PLAIN };
}

/** `<<` without quotes, or tagged as one. */
function isMergeKey(key: Node | null): boolean {
  if (!isScalar(key) || key.value !== '<<') return false;
  return key.tag === undefined ? key.type === YamlScalar.PLAIN : key.tag === MERGE_TAG;
}
