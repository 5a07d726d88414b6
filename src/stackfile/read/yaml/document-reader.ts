import type { Place } from '../../place.js';
import type { Problems } from '../../problems.js';
import { list, type MapNode, quote, type ScalarNode, scalar, type TreeNode } from '../../tree.js';
import type { SourceText } from '../source-text.js';
import { Anchors } from './anchors.js';
import { EntryCollector } from './entry-collector.js';
import type { Scanner } from './scanner.js';
import { YamlSyntaxError } from './syntax-error.js';
import { taggedScalar, YAML_TAG } from './tagged-scalar.js';
import type { Token, TokenType } from './token.js';

const DEPTH = 200;

/** Block: anything; list: also list items that are indented no further than the key that holds them. */
type Style = 'flow' | 'block' | 'list';

interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
}

/** What follows where a value is left out. */
const EMPTY: Readonly<
  Record<'item' | 'inlineItem' | 'key' | 'flowItem' | 'flowKey', ReadonlySet<TokenType>>
> = {
  item: new Set(['block-entry', 'block-end']),
  inlineItem: new Set(['block-entry', 'key', 'value', 'block-end']),
  key: new Set(['key', 'value', 'block-end']),
  flowItem: new Set(['flow-entry', 'flow-sequence-end', 'value']),
  flowKey: new Set(['flow-entry', 'flow-mapping-end', 'value']),
};

/** Makes a tree of the tokens of one document. What `!reset` takes away is not in it. */
export class DocumentReader {
  readonly anchors = new Anchors();
  private readonly scanner: Scanner;
  private readonly source: SourceText;
  private readonly problems: Problems;
  private readonly handles: ReadonlyMap<string, string>;
  /** Where the reader is; changes as it goes. */
  private readonly path: (string | number)[] = [];
  /** Within an `!override` no other tags of that kind count. */
  private overridden = 0;

  constructor(
    scanner: Scanner,
    source: SourceText,
    problems: Problems,
    handles: ReadonlyMap<string, string>,
  ) {
    this.scanner = scanner;
    this.source = source;
    this.problems = problems;
    this.handles = handles;
  }

  /** @param empty the place of a value that is not there */
  node(style: Style, empty: Place): TreeNode | undefined {
    const token = this.scanner.peek();
    if (token.type === 'alias') {
      this.scanner.next();
      return this.anchors.resolve(token.text, token.offset, this.path);
    }
    if (this.path.length > DEPTH)
      throw new YamlSyntaxError(`nested deeper than ${DEPTH} levels`, token.offset, this.path);
    this.anchors.count();
    const properties = this.properties();
    const { anchor } = properties;
    if (anchor === undefined) return this.tagged(style, properties, empty);
    return this.anchors.define(anchor, this.path, () => this.tagged(style, properties, empty));
  }

  private tagged(style: Style, properties: Properties, empty: Place): TreeNode | undefined {
    const { tag } = properties;
    if (this.overridden > 0 || (tag !== '!reset' && tag !== '!override'))
      return this.content(style, properties, empty);
    const path = [...this.path];
    this.overridden++;
    const node = this.content(style, { anchor: '', tag: YAML_TAG }, empty);
    this.overridden--;
    if (tag === '!override') {
      this.anchors.override(path);
      return { ...node, tag: 'override' };
    }
    this.anchors.reset(path);
    return undefined;
  }

  private properties(): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'anchor' && anchor === undefined) anchor = token.text;
      else if (token.type === 'tag' && tag === undefined) tag = this.fullTag(token);
      else break;
      this.scanner.next();
    }
    return { ...(anchor === undefined ? {} : { anchor }), ...(tag === undefined ? {} : { tag }) };
  }

  private fullTag({ handle, text, offset }: Token): string {
    if (handle === undefined) return text;
    const prefix = this.handles.get(handle);
    if (prefix === undefined) throw new YamlSyntaxError(`the tag handle ${handle} is not defined`, offset);
    return `${prefix}${text}`;
  }

  private content(style: Style, { anchor, tag }: Properties, empty: Place): TreeNode {
    const token = this.scanner.peek();
    const at = this.place(token.offset);
    switch (token.type) {
      case 'scalar':
        this.scanner.next();
        return this.scalar(token, tag, at);
      case 'flow-sequence-start':
        return this.flowSequence(at);
      case 'flow-mapping-start':
        return this.flowMapping(at);
      case 'block-sequence-start':
        if (style !== 'flow') return this.blockSequence(at);
        break;
      case 'block-mapping-start':
        if (style !== 'flow') return this.blockMapping(at);
        break;
      case 'block-entry':
        if (style === 'list') return this.inlineSequence(at);
    }
    if (anchor === undefined && tag === undefined) {
      throw new YamlSyntaxError('not valid YAML: a value is missing here, or one too many', token.offset);
    }
    return scalar(empty, tag === `${YAML_TAG}str` ? '' : null);
  }

  private scalar(token: Token, tag: string | undefined, at: Place): ScalarNode {
    const result = taggedScalar(token, tag === YAML_TAG ? undefined : tag, at);
    if ('kind' in result) return result;
    // What an extension holds is nobody's business; no attribute takes a date.
    if ('date' in result && this.path.some((step) => String(step).startsWith('x-')))
      return scalar(at, result.date);
    const problem =
      'date' in result ? `${quote(token.text)} is a date to YAML; write it in quotes` : result.problem;
    const refused = scalar(at, null);
    this.problems.add(at, [...this.path], problem, refused);
    return refused;
  }

  private blockSequence(at: Place): TreeNode {
    this.scanner.next();
    const items = this.items(EMPTY.item);
    this.expect('block-end', 'not valid YAML: a list item, "- ", is expected here; wrong indentation?');
    return list(at, items);
  }

  private inlineSequence(at: Place): TreeNode {
    return list(at, this.items(EMPTY.inlineItem));
  }

  private items(isEmpty: ReadonlySet<TokenType>): TreeNode[] {
    const items: TreeNode[] = [];
    for (let index = 0; this.scanner.peek().type === 'block-entry'; index++) {
      const at = this.place(this.scanner.next().offset);
      this.path.push(index);
      const item = isEmpty.has(this.scanner.peek().type) ? this.nothing(at) : this.node('block', at);
      this.path.pop();
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  private blockMapping(at: Place): MapNode {
    this.scanner.next();
    const entries = new EntryCollector(this.problems);
    while (this.scanner.peek().type === 'key') {
      const place = this.place(this.scanner.next().offset);
      this.entry(entries, place, EMPTY.key, 'list');
    }
    this.expect(
      'block-end',
      'not valid YAML: a key is expected here; wrong indentation, or a ":" is missing?',
    );
    return entries.map(at);
  }

  private flowSequence(at: Place): TreeNode {
    this.scanner.next();
    const items: TreeNode[] = [];
    for (let index = 0; this.more('flow-sequence-end', index, 'a "," or "]" is missing'); index++) {
      this.path.push(index);
      const { type, offset } = this.scanner.peek();
      const item = type === 'key' ? this.pair(this.place(offset)) : this.node('flow', at);
      this.path.pop();
      if (item !== undefined) items.push(item);
    }
    return list(at, items);
  }

  /** `a: b` as an item of a list in brackets. */
  private pair(at: Place): MapNode {
    this.scanner.next();
    const entries = new EntryCollector(this.problems);
    this.entry(entries, at, EMPTY.flowItem, 'flow');
    return entries.map(at);
  }

  private flowMapping(at: Place): MapNode {
    this.scanner.next();
    const entries = new EntryCollector(this.problems);
    for (let index = 0; this.more('flow-mapping-end', index, 'a "," or "}" is missing'); index++) {
      const { type, offset } = this.scanner.peek();
      const place = this.place(offset);
      if (type === 'key') {
        this.scanner.next();
        this.entry(entries, place, EMPTY.flowKey, 'flow');
      } else this.bareKey(entries, place);
    }
    return entries.map(at);
  }

  /** Whether another item follows within brackets; goes past the comma, or the closing bracket. */
  private more(end: TokenType, index: number, problem: string): boolean {
    if (this.scanner.peek().type !== end && index > 0)
      this.expect('flow-entry', `not valid YAML: ${problem}`);
    if (this.scanner.peek().type !== end) return true;
    this.scanner.next();
    return false;
  }

  private entry(entries: EntryCollector, at: Place, isEmpty: ReadonlySet<TokenType>, style: Style): void {
    const token = this.scanner.peek();
    const key = isEmpty.has(token.type) ? this.nothing(at) : this.node(style, at);
    const isMerge = isMergeKey(token, key);
    const name = entries.key(key, token, at, this.path);
    if (!isMerge) this.path.push(name ?? '');
    let value: TreeNode | undefined = this.nothing(at);
    if (this.scanner.peek().type === 'value') {
      this.scanner.next();
      if (!isEmpty.has(this.scanner.peek().type)) value = this.node(style, at);
    }
    if (!isMerge) this.path.pop();
    if (isMerge) entries.merge(value, at, this.path);
    else if (name !== undefined) entries.add(name, at, value, this.path);
  }

  /** A key alone, as in `{a, b}`. */
  private bareKey(entries: EntryCollector, at: Place): void {
    const token = this.scanner.peek();
    const name = entries.key(this.node('flow', at), token, at, this.path);
    if (name !== undefined) entries.add(name, at, this.nothing(at), this.path);
  }

  private nothing(at: Place): ScalarNode {
    return scalar(at, null);
  }

  private expect(type: TokenType, problem: string): void {
    const token = this.scanner.peek();
    if (token.type !== type) throw new YamlSyntaxError(problem, token.offset);
    this.scanner.next();
  }

  private place(offset: number): Place {
    return { source: this.source, offset };
  }
}

/** `<<` without quotes, or tagged as one. */
function isMergeKey(token: Token, key: TreeNode | undefined): boolean {
  if (token.type === 'scalar') return token.plain === true && token.text === '<<';
  return token.type === 'tag' && token.text === 'merge' && key?.kind === 'scalar' && key.value === '<<';
}
