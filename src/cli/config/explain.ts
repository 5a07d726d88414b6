import type { LoadedStack } from '../../stackfile/request.js';
import type { Plain } from '../../stackfile/tree.js';
import { type Explanation, explain, type Origin, type VariableValue } from './explanation.js';
import { findNode } from './find-node.js';

/**
 * `config --explain`: where a value comes from.
 * @throws USAGE when there is no such value
 */
export function explainText(loaded: LoadedStack, path: string, format: 'text' | 'json'): string {
  const explanation = explain(findNode(loaded.tree, path), loaded);
  return format === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : prose(explanation);
}

function prose({ path, value, implied, from, replaced, parts }: Explanation): string {
  const head = `${path}: ${valueText(value)}`;
  const own = implied
    ? [`goes without saying; it belongs to ${placeText(from)}`, ...picture(from)]
    : [`from ${placeText(from)}`, ...originLines(from)];
  const history = replaced.flatMap((old) => [
    `in place of ${valueText(old.value)}${old.implied ? ', which goes without saying' : ''}, from ${placeText(old.from)}`,
    ...originLines(old.from),
  ]);
  const width = Math.max(0, ...(parts ?? []).map((part) => part.path.length));
  const list = (parts ?? []).map(
    (part) =>
      `  ${part.path.padEnd(width)}  ${part.implied ? 'goes without saying' : `${part.file}:${part.line}:${part.column}`}`,
  );
  return `${[head, ...own, ...history, ...list].join('\n')}\n`;
}

function originLines(from: Origin): string[] {
  return [...picture(from), ...from.variables.map((variable) => `  ${variableText(variable)}`)];
}

/** The source line with a caret at the place. */
function picture({ source, column }: Origin): string[] {
  const before = [...source].slice(0, column - 1);
  const indent = before.map((character) => (character === '\t' ? '\t' : ' ')).join('');
  return [`  ${source}`, `  ${indent}^`];
}

function placeText({ file, line, column, arrivals }: Origin): string {
  const ways = arrivals.map((way) => `${WAYS[way.role]} at ${way.file}:${way.line}:${way.column}`);
  return `${file}:${line}:${column}${ways.length === 0 ? '' : ` (${ways.join(', ')})`}`;
}

const WAYS: Readonly<Record<Origin['arrivals'][number]['role'], string>> = {
  file: 'named',
  override: 'named',
  include: 'included',
  extends: 'extended',
  env_file: 'named as env_file',
  label_file: 'named as label_file',
};

function variableText({ name, value, from, position }: VariableValue): string {
  if (value === undefined) return `${name} is not set`;
  const set = `${name} is ${JSON.stringify(value)}`;
  if (position !== undefined) return `${set}, set in ${position.file}:${position.line}:${position.column}`;
  return from === 'stack' ? `${set}, made by the stack` : `${set}, set in the environment`;
}

/** Maps and lists are told by their size: their parts follow. */
function valueText(value: Plain): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const { length } = Object.keys(value);
  return length === 0 ? '{}' : `a map of ${length}`;
}
