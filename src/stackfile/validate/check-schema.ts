import { type SchemaError, validate } from '../generated/validate-stack.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, describeValue, type MapNode, placeOf, quote, type TreeNode, toPlain } from '../tree.js';
import { didYouMean, refusedKey } from './attribute-lookup.js';

/** Compares one file's tree with the schema; what doesn't fit goes to `problems` and is marked as refused. */
export function checkSchema(root: MapNode, problems: Problems): void {
  if (validate(toPlain(root))) return;
  for (const error of validate.errors ?? []) {
    // Follows from a `pattern` error of the same name, which says it better.
    if (error.keyword === 'propertyNames') continue;
    report(error, root, problems);
  }
}

/** What each pattern of the schema asks for, in words; a test holds both equal. */
export const PATTERN_WORDS: Readonly<Record<string, string>> = {
  '^[a-zA-Z0-9._-]+$': 'may hold letters, digits, ".", "_" and "-" only',
  '^[a-zA-Z0-9][a-zA-Z0-9_.-]*$':
    'has to begin with a letter or digit and may hold letters, digits, ".", "_" and "-"',
  '^[a-zA-Z0-9][a-zA-Z0-9_.-]+$':
    'has to begin with a letter or digit, have two characters, and may hold letters, digits, ".", "_" and "-"',
};

function report(error: SchemaError, root: MapNode, problems: Problems): void {
  const { path, node } = resolve(root, error.instancePath);
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const at = node.kind === 'map' ? (node.entries.get(key)?.key ?? node.at) : node.at;
    problems.add(at, [...path, key], refusedKey(path, key), child(node, key));
    return;
  }
  const name = error.schemaPath.includes('/propertyNames/') ? offendingName(error, node) : undefined;
  if (name !== undefined) {
    const at = node.kind === 'map' ? (node.entries.get(name)?.key ?? node.at) : node.at;
    problems.add(
      at,
      [...path, name],
      `the name ${PATTERN_WORDS[String(error.params.pattern)]}`,
      child(node, name),
    );
    return;
  }
  if (node.kind === 'scalar' && problems.isRefused(node)) return;
  problems.add(placeOf(root, path), path, messageFor(error, node), node);
}

function messageFor(error: SchemaError, node: TreeNode): string {
  const { params } = error;
  const found = describeValue(node);
  if (error.keyword === 'type')
    return `has to be ${typeWords(params.type)}, but is ${found}${quotesHint(error, node)}`;
  if (error.keyword === 'required') return `"${params.missingProperty}" is missing`;
  if (error.keyword === 'pattern')
    return `${found} is no valid name: it ${PATTERN_WORDS[String(params.pattern)]}`;
  if (error.keyword === 'minimum') return `has to be at least ${params.limit}, but is ${found}`;
  if (error.keyword === 'maximum') return `has to be at most ${params.limit}, but is ${found}`;
  if (error.keyword !== 'enum') return `is not valid (${error.keyword})`;
  const allowed = (params.allowedValues as readonly unknown[]).map(String);
  const text = node.kind === 'scalar' ? String(node.value) : '';
  if (isPlanned(error.instancePath, text)) return `${quote(text)} is not supported yet by this version`;
  return `has to be ${either(allowed.map((value) => JSON.stringify(value)))}, but is ${found}${didYouMean(text, allowed)}`;
}

/** Values of the specification that this version lacks: other drivers, other kinds of mounts. */
function isPlanned(pointer: string, value: string): boolean {
  if (pointer.endsWith('/driver')) return value !== '';
  return pointer.endsWith('/type') && ['cluster', 'image', 'npipe'].includes(value);
}

/** What to write for a bare number or boolean where text is asked for. */
function quotesHint({ params, instancePath }: SchemaError, node: TreeNode): string {
  if (params.type !== 'string' || node.kind !== 'scalar' || node.value === null) return '';
  const isDuration = /\/(?:interval|timeout|start_period|start_interval|stop_grace_period)$/.test(
    instancePath,
  );
  return `; write "${node.value}${isDuration && typeof node.value === 'number' ? 's' : ''}"`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'empty',
};

function typeWords(types: unknown): string {
  const names = String(types).split(',');
  return either(names.map((name) => TYPE_WORDS[name] ?? name));
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** ajv reports the map, not the name; the names that break the pattern are found again here, one error each. */
function offendingName(error: SchemaError, node: TreeNode): string | undefined {
  const name = (error as { propertyName?: string }).propertyName;
  return node.kind === 'map' && name !== undefined && node.entries.has(name) ? name : undefined;
}

/** The node that a JSON Pointer leads to, and its path with list indices as numbers. */
function resolve(root: MapNode, pointer: string): { readonly path: StackPath; readonly node: TreeNode } {
  const path: (string | number)[] = [];
  let node: TreeNode = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const key: string | number = node.kind === 'list' ? Number(step) : step;
    const next = child(node, key);
    if (next === undefined) break;
    path.push(key);
    node = next;
  }
  return { path, node };
}
