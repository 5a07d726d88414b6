import { validate } from '../generated/validate-stack.js';
import { positionAt } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, type MapNode, placeOf, quote, type TreeNode, toPlain } from '../tree.js';
import { findMismatches, type Mismatch } from './mismatches.js';
import { didYouMean } from './near-miss.js';
import { dereference, rootSchema } from './schema.js';
import { unknownKey } from './unknown-key.js';
import { either, formsOf, found, PATTERN_WORDS, rewriting } from './wording.js';

/** Only so many mistakes are thought about: of more than this nobody reads, and to look for near words takes its time. */
const ADVISED = 200;

/**
 * Compares a tree with the schema of stack files; short and long forms are both welcome. What doesn't fit goes to
 * `problems` and is marked as refused. A walk of our own knows what to say and where; ajv has the last word.
 */
export function checkSchema(root: MapNode, problems: Problems): void {
  const mismatches = findMismatches(root, rootSchema());
  for (const [index, mismatch] of mismatches.entries()) report(mismatch, index < ADVISED, root, problems);
  if (mismatches.length > 0 || validate(toPlain(root))) return;
  const [{ instancePath = '', keyword = '' } = {}] = validate.errors ?? [];
  const path = pathOf(instancePath);
  problems.add(placeOf(root, path), path, `does not fit the schema of stack files (${keyword})`);
}

/** Steps of a JSON Pointer (RFC 6901). */
function pathOf(pointer: string): StackPath {
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function report(mismatch: Mismatch, advise: boolean, root: MapNode, problems: Problems): void {
  const { path, node } = mismatch;
  switch (mismatch.kind) {
    case 'key': {
      const { key } = mismatch;
      const at = mismatch.node.entries.get(key)?.key ?? node.at;
      problems.add(at, [...path, key], advise ? unknownKey(mismatch) : 'unknown key', child(node, key));
      return;
    }
    case 'missing':
      problems.add(placeOf(root, path), path, missingKey(mismatch), node);
      return;
    case 'twice':
      problems.add(node.at, path, twice(node, mismatch.first), node);
      return;
    default:
      if (node.kind === 'scalar' && problems.isRefused(node)) return;
      problems.add(placeOf(root, path), path, `${wrongValue(mismatch)}${origin(node)}`, node);
  }
}

function missingKey({ key, schema }: Extract<Mismatch, { kind: 'missing' }>): string {
  const wanted = dereference(schema.properties?.[key] ?? {});
  const allowed = wanted.enum?.map((word) => JSON.stringify(word)) ?? [];
  return `"${key}" is missing${allowed.length === 0 ? '' : `; it has to be ${either(allowed)}`}`;
}

function twice(node: TreeNode, first: TreeNode): string {
  const here = positionAt(node.at);
  const there = positionAt(first.at);
  const where = here.file === there.file ? `line ${there.line}` : `${there.file}:${there.line}`;
  const what = node.kind === 'scalar' ? found(node) : 'the same item';
  return `${what} stands in this list already, in ${where}`;
}

function wrongValue({ kind, path, node, schema }: Extract<Mismatch, { kind: 'type' | 'value' }>): string {
  if (kind === 'type') {
    const key = path.at(-1);
    const hint = rewriting(node, schema, typeof key === 'string' ? key : undefined);
    return `has to be ${formsOf(schema)}, but is ${found(node)}${hint}`;
  }
  const value = node.kind === 'scalar' ? node.value : null;
  if (schema.enum !== undefined) {
    const allowed = either(schema.enum.map((word) => JSON.stringify(word)));
    return `has to be ${allowed}, but is ${found(node)}${didYouMean(String(value), schema.enum)}`;
  }
  if (typeof value === 'string') return `${quote(value)} ${PATTERN_WORDS[schema.pattern ?? '']}`;
  const { minimum, maximum } = schema;
  const limits = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  return `has to be ${limits.join(' and ')}, but is ${found(node)}`;
}

/** Says what a value looked like before variables were put in. */
export function origin(node: TreeNode): string {
  return node.kind === 'scalar' && node.template !== undefined ? ` (from ${quote(node.template)})` : '';
}
