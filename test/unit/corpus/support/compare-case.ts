import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CorpusCase } from '../../../corpus/cases.mjs';
import { runCase } from './run-case.js';

/** Failures that are about no place in a file: there is no file, or the command line is wrong. */
const PLACELESS = ['STACK_FILE_NOT_FOUND', 'USAGE'];

/** In what way a project comes out other than recorded, in one line each; nothing when it does not. */
export async function differences(project: CorpusCase): Promise<readonly string[]> {
  const recorded = (file: string) => {
    const path = join(project.folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  const { exitCode, stdout, stderr } = await runCase(project);
  if (recorded('refused.txt') !== undefined) {
    return exitCode === 0 ? ['accepted, but Compose refuses it'] : badRefusal(stderr);
  }
  if (exitCode !== 0) return [`refused: ${oneLine(problemsIn(stderr))}`];
  const model = recorded('expected.json');
  if (model !== undefined) return compare(JSON.parse(model), parsed(stdout));
  const lines = (text = '') => text.split('\n').sort();
  return compare(lines(recorded('expected.txt')), lines(stdout));
}

/** @param stderr one JSON object per problem or warning */
function badRefusal(stderr: string): readonly string[] {
  const errors = errorsIn(stderr);
  if (errors.length === 0) return [`refused without a problem: ${oneLine(stderr)}`];
  return errors.flatMap((error) => {
    if (error.code === 'INTERNAL') return [`refused by a defect: ${oneLine(stderr)}`];
    const isPlaced = ['file', 'line', 'column'].every((key) => error[key] !== undefined);
    if (isPlaced || PLACELESS.includes(String(error.code))) return [];
    return [`refused without a place: ${oneLine(JSON.stringify(error))}`];
  });
}

function errorsIn(stderr: string): readonly Record<string, unknown>[] {
  const lines = stderr.split('\n').map(parsed).filter(isRecord);
  return lines.filter(({ severity }) => severity === 'error');
}

function problemsIn(stderr: string): string {
  const problems = errorsIn(stderr).map(({ file, line, column, path, message }) => {
    const place = file === undefined ? '' : `${file}:${line}:${column}: `;
    return `${place}${path === undefined ? '' : `${path}: `}${message}`;
  });
  return problems.length === 0 ? stderr : problems.join('; ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Every path at which two values differ; keys in any order. */
function compare(expected: unknown, found: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(expected, found)) return [];
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((item, index) => compare(item, found[index], `${path}[${index}]`));
  }
  if (!isRecord(expected) || !isRecord(found)) {
    return [
      `${path}: expected ${oneLine(JSON.stringify(expected))}, found ${oneLine(JSON.stringify(found))}`,
    ];
  }
  return [...new Set([...Object.keys(expected), ...Object.keys(found)])].flatMap((key) =>
    compare(expected[key], found[key], path === '' ? key : `${path}.${key}`),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneLine(text: string | undefined): string {
  const line = (text ?? 'nothing').trim().replaceAll('\n', ' ⏎ ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
