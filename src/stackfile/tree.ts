import type { Place } from './place.js';
import type { StackPath } from './positions.js';

export type Scalar = string | number | boolean | null;

/** Where the value of a variable came from. */
export type VariableOrigin =
  | { readonly kind: 'environment' }
  /** An env file. */
  | { readonly kind: 'file'; readonly at: Place }
  | { readonly kind: 'unset' }
  /** Made by the stack itself, as COMPOSE_PROJECT_NAME is. */
  | { readonly kind: 'stack' };

/** A variable that was put into a text. */
export interface VariableUse {
  readonly name: string;
  readonly value: string | undefined;
  readonly from: VariableOrigin;
}

interface NodeBase {
  readonly at: Place;
  /** `!override`: the value takes the place of an earlier one instead of being merged with it. */
  readonly tag?: 'override';
  /** What this value took the place of when files or services were merged. */
  readonly replaced?: TreeNode;
  readonly variables?: readonly VariableUse[];
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** A number written with a fraction or exponent; its text form depends on it. */
  readonly float?: true;
  /** The text as it stood in the file, when interpolation changed it. */
  readonly template?: string;
  /** No file says so: it is what goes without saying. Its place is that of what it belongs to. */
  readonly implied?: true;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Place of the key. */
  readonly key: Place;
  readonly value: TreeNode;
  /** An `x-` attribute, which not every printed form of the model has. */
  readonly extension?: true;
}

/** Every pass takes such a tree and gives a new one; nodes are never changed, and may be shared (YAML aliases). */
export type TreeNode = ScalarNode | ListNode | MapNode;

export type Plain = Scalar | Plain[] | { [key: string]: Plain };

export function scalar(at: Place, value: Scalar): ScalarNode {
  return { kind: 'scalar', at, value };
}

/** A value that no file states. */
export function implied(at: Place, value: Scalar): ScalarNode {
  return { kind: 'scalar', at, value, implied: true };
}

export function list(at: Place, items: readonly TreeNode[]): ListNode {
  return { kind: 'list', at, items };
}

/** A map whose keys have no place of their own, as a short form brings them; undefined values are left out. */
export function map(at: Place, values: Readonly<Record<string, TreeNode | undefined>>): MapNode {
  const entries = new Map<string, Entry>();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) entries.set(key, { key: at, value });
  }
  return { kind: 'map', at, entries };
}

/** The same map with some values replaced, added, or (undefined) left out. */
export function withValues(node: MapNode, values: Readonly<Record<string, TreeNode | undefined>>): MapNode {
  const entries = new Map(node.entries);
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) entries.delete(key);
    else entries.set(key, { key: entries.get(key)?.key ?? value.at, value });
  }
  return { ...node, entries };
}

export function isNull(node: TreeNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null);
}

export function child(node: TreeNode | undefined, key: string | number): TreeNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key))?.value;
  return node?.kind === 'list' && typeof key === 'number' ? node.items[key] : undefined;
}

/** The items of a list; none for any other node. */
export function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a scalar that is one. */
export function textOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** The entries of a map; none for any other node. */
export function entriesOf(node: TreeNode | undefined): Iterable<[string, Entry]> {
  return node?.kind === 'map' ? node.entries : [];
}

/** The plain value, with keys in the order of the text; `__proto__` is a key like any other. */
export function toPlain(node: TreeNode): Plain {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toPlain(value)]));
}

/**
 * The place that stands for a path: of the value where it is text, of the key where it is a map, a list or
 * nothing. Falls back to the nearest ancestor.
 */
export function placeOf(root: TreeNode, path: StackPath): Place {
  let at = root.at;
  let node: TreeNode | undefined = root;
  for (const step of path) {
    const key: Place | undefined = node.kind === 'map' ? node.entries.get(String(step))?.key : undefined;
    node = child(node, step);
    if (node === undefined) return at;
    at = key !== undefined && (node.kind !== 'scalar' || node.value === null) ? key : node.at;
  }
  return at;
}

/** The place of a key; of the map where it hasn't that key. */
export function keyPlace(node: TreeNode, key: string): Place {
  return (node.kind === 'map' ? node.entries.get(key)?.key : undefined) ?? node.at;
}

/** A scalar as text, whatever its type; empty for all else. */
export function plainText(node: TreeNode | undefined): string {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : '';
}

/** What a person calls such a value: `a list`, `the number 5`. */
export function describeValue(node: TreeNode): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return `the text ${quote(node.value)}`;
  return typeof node.value === 'number' ? `the number ${node.value}` : `${node.value}`;
}

/** The text in quotes on one line, cut where it gets long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
