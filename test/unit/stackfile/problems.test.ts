import { describe, expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import type { SourceOrigin } from '../../../src/stackfile/place.js';
import { Problems } from '../../../src/stackfile/problems.js';
import { SourceText } from '../../../src/stackfile/read/source-text.js';

const main = new SourceText('stack.yml', 'include: [app.yml]\nservices:\n  web: {ports: ["$PORT"]}\n', 0);
const dotEnv = new SourceText('.env', 'PORT=abc\n', 1);
const includedBy: SourceOrigin = { role: 'include', from: { source: main, offset: 10 } };
const app = new SourceText('app.yml', 'extends: base.yml\n', 2, includedBy);
const base = new SourceText('base.yml', 'prots: 1\n', 3, {
  role: 'extends',
  from: { source: app, offset: 9 },
});

function thrown(problems: Problems): TscomposeError {
  try {
    problems.throwIfAny();
  } catch (error) {
    if (error instanceof TscomposeError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('problems', () => {
  it('are thrown all at once, by file and place, each with its line and a caret', () => {
    const problems = new Problems();
    problems.add({ source: app, offset: 0 }, ['services', 'a'], 'second');
    problems.add({ source: main, offset: 28 }, ['services', 'web'], 'first; did you mean "x"?');
    problems.add({ source: main, offset: 28 }, ['services', 'web'], 'first; did you mean "x"?');
    const { message, details } = thrown(problems);
    expect(message.split('\n')).toEqual([
      'stack.yml:2:10: services.web: first; did you mean "x"?',
      '  services:',
      '           ^',
      'app.yml:1:1: services.a: second (included at stack.yml:1:11)',
      '  extends: base.yml',
      '  ^',
    ]);
    expect(details.problems).toEqual([
      {
        severity: 'error',
        path: ['services', 'web'],
        position: { file: 'stack.yml', line: 2, column: 10 },
        message: 'first',
        hint: 'did you mean "x"?',
      },
      {
        severity: 'error',
        path: ['services', 'a'],
        position: { file: 'app.yml', line: 1, column: 1 },
        message: 'second (included at stack.yml:1:11)',
        related: [{ file: 'stack.yml', line: 1, column: 11, message: 'app.yml was included here' }],
      },
    ]);
  });

  it('of a value that variables were put into name these and where they were set', () => {
    const problems = new Problems();
    const at = { source: main, offset: 46 };
    problems.noteInterpolation(at, {
      template: '$PORT',
      variables: [{ name: 'PORT', value: 'abc', from: { kind: 'file', at: { source: dotEnv, offset: 0 } } }],
    });
    problems.add(at, ['services', 'web', 'ports', 0], 'no port');
    const { message, details } = thrown(problems);
    expect(message.split('\n')[0]).toBe(
      'stack.yml:3:18: services.web.ports[0]: no port (from "$PORT"; PORT=abc was set in .env:1:1)',
    );
    expect(details.problems?.[0]?.related).toEqual([
      { file: '.env', line: 1, column: 1, message: 'PORT was set here' },
    ]);
  });

  it('in a file tell the whole way by which it came in', () => {
    const problems = new Problems();
    problems.add({ source: base, offset: 0 }, [], 'no');
    expect(thrown(problems).message.split('\n')[0]).toBe(
      'base.yml:1:1: no (extended at app.yml:1:10, included at stack.yml:1:11)',
    );
  });

  it('are counted past the fiftieth', () => {
    const problems = new Problems();
    for (let i = 0; i < 53; i++) problems.add({ source: main, offset: i }, [], `problem ${i}`);
    expect(thrown(problems).message).toMatch(/\.\.\. and 3 more problems$/);
    expect(thrown(problems).details.problems).toHaveLength(53);
  });
});

describe('warnings', () => {
  it('come in the same form', () => {
    const problems = new Problems();
    problems.warn({ source: main, offset: 10 }, ['include', 0], 'odd');
    expect(problems.diagnostics()).toEqual([
      {
        severity: 'warning',
        path: ['include', 0],
        position: { file: 'stack.yml', line: 1, column: 11 },
        message: 'odd',
        text: 'stack.yml:1:11: include[0]: odd',
        picture: '  include: [app.yml]\n            ^',
      },
    ]);
  });

  it('of an unset variable come once, at the first place that asks for it', () => {
    const problems = new Problems();
    for (const offset of [46, 10, 46]) problems.warnUnset('X', { source: main, offset }, ['a']);
    problems.warnUnset('Y', { source: main, offset: 0 });
    expect(problems.diagnostics().map(({ text }) => text)).toEqual([
      'stack.yml:1:1: the variable Y is not set and taken as empty',
      'stack.yml:1:11: a: the variable X is not set and taken as empty, here and in 1 more place',
    ]);
  });
});
