import type { FilePosition } from '../../base/errors.js';
import { pathText } from '../../stackfile/path-text.js';
import { type Place, positionAt, type SourceRole } from '../../stackfile/place.js';
import type { StackPath } from '../../stackfile/positions.js';
import type { LoadedStack } from '../../stackfile/request.js';
import { child, type Plain, type TreeNode, toPlain, type VariableUse } from '../../stackfile/tree.js';
import type { FoundNode } from './find-node.js';

/** Where a value comes from; also what `config --explain --format json` prints. */
export interface Explanation {
  readonly path: string;
  readonly value: Plain;
  /** True: no file says so, it goes without saying; `from` is what it belongs to. */
  readonly implied: boolean;
  readonly from: Origin;
  /** Values that this one took the place of, the last one first. */
  readonly replaced: readonly Replaced[];
  /** Of a map or list: where each part comes from. */
  readonly parts?: readonly Part[];
}

export interface Origin extends FilePosition {
  /** The line of the file. */
  readonly source: string;
  /** The text of the value as it stands there, where variables were put in. */
  readonly template?: string;
  readonly variables: readonly VariableValue[];
  /** How the file came in, the nearest first. */
  readonly arrivals: readonly (FilePosition & { readonly role: SourceRole })[];
}

export interface VariableValue {
  readonly name: string;
  /** Absent: not set. */
  readonly value?: string;
  readonly from: VariableUse['from']['kind'];
  /** Of a variable from a file. */
  readonly position?: FilePosition;
}

interface Replaced {
  readonly value: Plain;
  readonly implied: boolean;
  readonly from: Origin;
}

interface Part extends FilePosition {
  readonly path: string;
  readonly implied: boolean;
}

export function explain({ path, node, key, ancestors }: FoundNode, loaded: LoadedStack): Explanation {
  return {
    path: pathText(path),
    value: toPlain(node),
    implied: isImplied(node),
    from: origin(placeOfNode(node, key), node, loaded),
    replaced: replacedBy(node, [...ancestors].reverse(), path).map((old) => ({
      value: toPlain(old),
      implied: isImplied(old),
      from: origin(old.at, old, loaded),
    })),
    ...(node.kind === 'scalar' ? {} : { parts: partsOf(node, path) }),
  };
}

/** A text stands where it stands; a map, a list or nothing where its key does. */
function placeOfNode(node: TreeNode, key: Place | undefined): Place {
  return key !== undefined && (node.kind !== 'scalar' || node.value === null) ? key : node.at;
}

function isImplied(node: TreeNode): boolean {
  if (node.kind === 'scalar') return node.implied === true;
  const values = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  return values.length > 0 && values.every(isImplied);
}

function origin(at: Place, node: TreeNode, { interpolationOf }: LoadedStack): Origin {
  const interpolated = interpolationOf(node.at);
  const template = (node.kind === 'scalar' ? node.template : undefined) ?? interpolated?.template;
  const variables = node.variables ?? interpolated?.variables ?? [];
  return {
    ...positionAt(at),
    source: at.source.lineAt(at.offset),
    ...(template === undefined ? {} : { template }),
    variables: variables.map(variableValue),
    arrivals: arrivals(at),
  };
}

function variableValue({ name, value, from }: VariableUse): VariableValue {
  return {
    name,
    ...(value === undefined ? {} : { value }),
    from: from.kind,
    ...(from.kind === 'file' ? { position: positionAt(from.at) } : {}),
  };
}

function arrivals({ source }: Place): Origin['arrivals'] {
  const { role, from } = source.origin;
  return from === undefined ? [] : [{ role, ...positionAt(from) }, ...arrivals(from)];
}

/** The values that stood at the same path before a merge: of the node itself, or of what it is a part of. */
function replacedBy(node: TreeNode, ancestors: readonly TreeNode[], path: StackPath): TreeNode[] {
  const own = chainOf(node);
  if (own.length > 0) return own;
  for (const [up, ancestor] of ancestors.entries()) {
    const below = path.slice(path.length - up - 1);
    const found = chainOf(ancestor).flatMap(
      (old) => below.reduce<TreeNode | undefined>((at, step) => child(at, step), old) ?? [],
    );
    if (found.length > 0) return found;
  }
  return [];
}

function chainOf(node: TreeNode): TreeNode[] {
  return node.replaced === undefined ? [] : [node.replaced, ...chainOf(node.replaced)];
}

function partsOf(node: TreeNode, path: StackPath): Part[] {
  if (node.kind === 'list') {
    return node.items.map((item, index) => part(item, undefined, [...path, index]));
  }
  if (node.kind === 'scalar') return [];
  return [...node.entries].map(([name, { key, value }]) => part(value, key, [...path, name]));
}

function part(node: TreeNode, key: Place | undefined, path: StackPath): Part {
  return { path: pathText(path), implied: isImplied(node), ...positionAt(placeOfNode(node, key)) };
}
