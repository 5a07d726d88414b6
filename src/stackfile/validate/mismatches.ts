import type { StackPath } from '../positions.js';
import type { ListNode, MapNode, ScalarNode, TreeNode } from '../tree.js';
import { dereference, matches, type Schema, schemaOfKey, type TypeName, typesOf } from './schema.js';

/** One way in which a value is not as the schema wants it. */
export type Mismatch =
  | {
      readonly kind: 'type' | 'value';
      readonly path: StackPath;
      readonly node: TreeNode;
      readonly schema: Schema;
    }
  | {
      /** A key that may not stand there: unknown, or a name with characters that names don't have. */
      readonly kind: 'key';
      readonly path: StackPath;
      readonly node: MapNode;
      readonly key: string;
      /** Of the map, and of the maps and lists around it from the root on. */
      readonly schema: Schema;
      readonly around: readonly Schema[];
    }
  | {
      readonly kind: 'missing';
      readonly path: StackPath;
      readonly node: MapNode;
      readonly key: string;
      readonly schema: Schema;
    }
  | {
      /** A list item that stands there already. */
      readonly kind: 'twice';
      readonly path: StackPath;
      readonly node: TreeNode;
      readonly first: TreeNode;
    };

/** Everything in which a tree differs from a schema; below a value of the wrong type nothing more is looked at. */
export function findMismatches(root: TreeNode, schema: Schema): readonly Mismatch[] {
  const found: Mismatch[] = [];
  visit(root, dereference(schema), [], [], found);
  return found;
}

function visit(
  node: TreeNode,
  schema: Schema,
  path: StackPath,
  around: readonly Schema[],
  found: Mismatch[],
): void {
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOfType(node, type))) {
    found.push({ kind: 'type', path, node, schema });
    return;
  }
  if (node.kind === 'map') visitMap(node, schema, path, [...around, schema], found);
  else if (node.kind === 'list') visitList(node, schema, path, [...around, schema], found);
  else if (!isAllowed(node, schema)) found.push({ kind: 'value', path, node, schema });
}

function visitMap(
  node: MapNode,
  schema: Schema,
  path: StackPath,
  around: readonly Schema[],
  found: Mismatch[],
): void {
  for (const key of schema.required ?? []) {
    if (!node.entries.has(key)) found.push({ kind: 'missing', path, node, key, schema });
  }
  for (const [key, { value }] of node.entries) {
    const wanted = schemaOfKey(schema, key);
    if (wanted === null) found.push({ kind: 'key', path, node, key, schema, around });
    else if (wanted !== undefined) visit(value, wanted, [...path, key], around, found);
  }
}

function visitList(
  node: ListNode,
  schema: Schema,
  path: StackPath,
  around: readonly Schema[],
  found: Mismatch[],
): void {
  const items = schema.items === undefined ? undefined : dereference(schema.items);
  const seen = new Map<string, TreeNode>();
  for (const [index, item] of node.items.entries()) {
    const at = [...path, index];
    if (items !== undefined) visit(item, items, at, around, found);
    if (schema.uniqueItems !== true) continue;
    const content = fingerprint(item);
    const first = seen.get(content);
    if (first === undefined) seen.set(content, item);
    else found.push({ kind: 'twice', path: at, node: item, first });
  }
}

function isOfType(node: TreeNode, type: TypeName): boolean {
  if (node.kind !== 'scalar') return type === (node.kind === 'map' ? 'object' : 'array');
  const { value } = node;
  if (value === null) return type === 'null';
  if (typeof value === 'number') {
    return type === 'number' ? Number.isFinite(value) : type === 'integer' && Number.isInteger(value);
  }
  return typeof value === type;
}

function isAllowed({ value }: ScalarNode, { enum: allowed, pattern, minimum, maximum }: Schema): boolean {
  if (allowed !== undefined && !allowed.some((word) => word === value)) return false;
  if (typeof value === 'string') return pattern === undefined || matches(pattern, value);
  if (typeof value !== 'number') return true;
  return value >= (minimum ?? value) && value <= (maximum ?? value);
}

/** The same for equal values, whatever the order of their keys. */
function fingerprint(node: TreeNode): string {
  if (node.kind === 'scalar') return JSON.stringify(node.value);
  if (node.kind === 'list') return `[${node.items.map(fingerprint).join()}]`;
  const entries = [...node.entries].map(([key, { value }]) => `${JSON.stringify(key)}:${fingerprint(value)}`);
  return `{${entries.sort().join()}}`;
}
