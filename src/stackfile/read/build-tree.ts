import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Scalar as YamlScalar,
} from 'yaml';
import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { type Entry, type ListNode, list, type MapNode, quote, scalar, type TreeNode } from '../tree.js';
import { isDate, resolvePlainScalar } from './scalar.js';
import type { SourceText } from './source-text.js';

/** Nodes that aliases may add to a document, so that a small file cannot expand to a huge one. */
const ALIAS_NODES = 100_000;
const DEPTH = 200;
const TAG = 'tag:yaml.org,2002:';
const COLLECTION_TAGS: ReadonlySet<string> = new Set([`${TAG}map`, `${TAG}seq`]);

export interface BuiltTree {
  readonly tree: TreeNode;
  /** Places of `!reset` and `!override`. */
  readonly resets: readonly StackPath[];
}

/** Turns a parsed YAML document into a tree: aliases and merge keys are resolved, duplicate keys found. */
export function buildTree(document: Document, source: SourceText, problems: Problems): BuiltTree {
  const builder = new TreeBuilder(source, problems);
  return { tree: builder.build(document.contents as Node | null, []), resets: builder.resets };
}

class TreeBuilder {
  readonly resets: StackPath[] = [];
  private readonly source: SourceText;
  private readonly problems: Problems;
  private readonly anchors = new Map<string, { node: TreeNode; size: number }>();
  /** Anchors whose node is being built: an alias to one would contain itself. */
  private readonly open = new Set<string>();
  /** Nodes made so far, counting what an alias stands for each time. */
  private size = 0;
  private fromAliases = 0;

  constructor(source: SourceText, problems: Problems) {
    this.source = source;
    this.problems = problems;
  }

  build(node: Node | null, path: StackPath): TreeNode {
    const at = this.placeOf(node);
    if (node === null) return scalar(at, null);
    if (isAlias(node)) return this.alias(node, at, path);
    if (path.length > DEPTH) return this.refuse(at, path, `nested deeper than ${DEPTH} levels`);
    const anchor = (node as { anchor?: string }).anchor;
    const before = this.size++;
    if (anchor !== undefined) this.open.add(anchor);
    const built = this.content(node, at, path);
    if (anchor !== undefined) {
      this.open.delete(anchor);
      this.anchors.set(anchor, { node: built, size: this.size - before });
    }
    return built;
  }

  private content(node: Node, at: Place, path: StackPath): TreeNode {
    if (!isScalar(node) && node.tag !== undefined && !COLLECTION_TAGS.has(node.tag)) {
      return this.badTag(node.tag, at, path);
    }
    if (isMap(node)) return this.map(node.items, at, path);
    if (isSeq(node)) return this.list(node.items as Node[], at, path);
    return isScalar(node) ? this.scalar(node, at, path) : scalar(at, null);
  }

  private list(items: readonly Node[], at: Place, path: StackPath): ListNode {
    return list(
      at,
      items.map((item, index) => this.build(item, [...path, index])),
    );
  }

  private map(pairs: readonly unknown[], at: Place, path: StackPath): MapNode {
    const entries = new Map<string, Entry>();
    const merged: MapNode[] = [];
    for (const pair of pairs) {
      if (!isPair(pair)) continue;
      const keyNode = pair.key as Node | null;
      const key = this.key(keyNode, path);
      if (key === undefined) continue;
      const place = this.placeOf(keyNode);
      const value = this.build((pair.value as Node | null) ?? null, [...path, key]);
      const first = entries.get(key);
      if (key === '<<' && isPlain(keyNode)) merged.push(...this.mergeSources(value, place, path));
      else if (first === undefined) entries.set(key, { key: place, value: atKeyIfNowhere(value, place) });
      else {
        const { line } = this.source.position(first.key.offset);
        this.problems.add(place, [...path, key], `this key already stands in line ${line}`);
      }
    }
    for (const source of merged) {
      for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    return { kind: 'map', at, entries };
  }

  /** What `<<` brings: a map, or a list of maps of which the first that has a key wins. */
  private mergeSources(value: TreeNode, at: Place, path: StackPath): MapNode[] {
    const sources = value.kind === 'list' ? value.items : [value];
    const maps = sources.filter((source) => source.kind === 'map');
    if (maps.length < sources.length)
      this.problems.add(at, [...path, '<<'], 'only maps can be merged by "<<"');
    return maps;
  }

  private key(node: Node | null, path: StackPath): string | undefined {
    const target = isAlias(node) ? this.alias(node, this.placeOf(node), path) : undefined;
    const value = target ?? (isScalar(node) ? this.scalar(node, this.placeOf(node), path) : undefined);
    if (value?.kind === 'scalar' && typeof value.value === 'string') return value.value;
    if (value?.kind === 'scalar' && typeof value.value === 'number' && isScalar(node)) {
      this.problems.add(
        value.at,
        path,
        `a key must be text; write "${node.source ?? value.value}" in quotes`,
      );
    } else this.problems.add(this.placeOf(node), path, 'a key must be text');
    return undefined;
  }

  private scalar(node: YamlScalar, at: Place, path: StackPath): TreeNode {
    const text = String(node.value ?? '');
    const tag = node.tag ?? '';
    if (tag === `${TAG}str` || tag === '!' || (tag === '' && !isPlain(node))) return scalar(at, text);
    if (tag === '' && isDate(text)) {
      return this.refuse(at, path, `${quote(text)} is a date to YAML; write it in quotes`);
    }
    if (tag !== '' && !/^tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(tag))
      return this.badTag(tag, at, path);
    const { value, float } = resolvePlainScalar(text);
    return float ? { ...scalar(at, value), float } : scalar(at, value);
  }

  private badTag(tag: string, at: Place, path: StackPath): TreeNode {
    const known = tag === '!reset' || tag === '!override';
    return this.refuse(
      at,
      path,
      known ? `${tag} is not supported yet by this version` : `unknown tag ${tag}`,
    );
  }

  private alias(alias: Alias, at: Place, path: StackPath): TreeNode {
    if (this.open.has(alias.source)) return this.refuse(at, path, `*${alias.source} contains itself`);
    const target = this.anchors.get(alias.source);
    if (target === undefined)
      return this.refuse(at, path, `no anchor &${alias.source} stands before this alias`);
    this.size += target.size;
    this.fromAliases += target.size;
    if (this.fromAliases > ALIAS_NODES) {
      const first = this.fromAliases - target.size <= ALIAS_NODES;
      const message = `the aliases of this file expand to more than ${ALIAS_NODES} values`;
      return first ? this.refuse(at, path, message) : scalar(at, null);
    }
    return target.node;
  }

  /** Reports and stands in for a node that cannot be used. */
  private refuse(at: Place, path: StackPath, message: string): TreeNode {
    const node = scalar(at, null);
    this.problems.add(at, path, message, node);
    return node;
  }

  private placeOf(node: Node | null): Place {
    return { source: this.source, offset: node?.range?.[0] ?? NOWHERE };
  }
}

/** Offset of a value that is not written at all, as in `{key}`; replaced by its key's. */
const NOWHERE = 0;

function atKeyIfNowhere(value: TreeNode, key: Place): TreeNode {
  return value.kind === 'scalar' && value.value === null && value.at.offset === NOWHERE
    ? { ...value, at: key }
    : value;
}

function isPlain(node: Node | null): boolean {
  return isScalar(node) && node.type === YamlScalar.PLAIN;
}
