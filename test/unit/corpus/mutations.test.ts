import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CorpusCase, NEUTRAL_ROOT, readCases } from '../../corpus/cases.mjs';
import { runCase } from './support/run-case.js';

const texts = readCases()
  .filter(({ folder, directory }) => directory === '.' && existsSync(join(folder, 'compose.yaml')))
  .map((project) => ({ project, text: readFileSync(join(project.folder, 'compose.yaml'), 'utf8') }));

/** What a slip of the fingers, a bad merge or a wrong editor does to a text. */
const change = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: slip(),
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
  }),
  fc.record({ kind: fc.constant('swap lines' as const), from: fc.nat(60), to: fc.nat(60) }),
  fc.record({ kind: fc.constant('indent' as const), from: fc.nat(60), by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function slip(): fc.Arbitrary<string> {
  const bits = [
    ': ',
    '- ',
    '\n',
    '\t',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '#',
    '&a ',
    '*a',
    '!reset ',
    '!override ',
    '<<: ',
    '|',
    '$',
    '${',
    '~',
  ];
  return fc.oneof(
    fc.constantFrom(...bits, '\0', '\r', '---\n', 'services:\n', '0', '-1', 'null'),
    fc.string({ maxLength: 5 }),
  );
}

function changed(text: string, change: Change): string {
  if (change.kind === 'swap lines' || change.kind === 'indent') {
    const lines = text.split('\n');
    const from = change.from % lines.length;
    const line = lines[from] ?? '';
    if (change.kind === 'indent')
      lines[from] = change.by < 0 ? line.slice(-change.by) : ' '.repeat(change.by) + line;
    else lines.splice(change.to % lines.length, 0, ...lines.splice(from, 1));
    return lines.join('\n');
  }
  const at = Math.floor(change.at * text.length);
  if (change.kind === 'cut') return text.slice(0, at);
  if (change.kind === 'insert') return text.slice(0, at) + change.text + text.slice(at);
  return text.slice(0, at) + text.slice(at + change.length);
}

describe('a project of the corpus with mistakes in it', () => {
  it('gives a model, or problems with their places', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async ({ project, text }, changes) => check(project, changes.reduce(changed, text)),
      ),
      { numRuns: 400 },
    );
  });
});

async function check(project: CorpusCase, text: string): Promise<void> {
  const files = { [`${NEUTRAL_ROOT}/${project.name}/compose.yaml`]: text };
  const { exitCode, stdout, stderr } = await runCase(project, { files });
  if (exitCode === 0) return;
  expect(stdout).toBe('');
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const problems = lines.filter(({ severity }) => severity === 'error');
  expect(problems).not.toEqual([]);
  for (const problem of problems) {
    expect(problem.code).not.toBe('INTERNAL');
    if (problem.code === 'STACK_FILE_INVALID')
      expect(problem).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  }
}
