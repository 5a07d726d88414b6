import { expect, test } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import { describeFailure } from '../../../src/cli/failure.js';

const position = { file: 'stack.yml', line: 3, column: 5 };
const positions = {
  positionOf: () => position,
  renderAt: (_path: unknown, message: string) => `stack.yml:3:5: ${message}`,
};

test('every problem of a stack file is one line of JSON with its place', () => {
  const error = new TscomposeError('STACK_FILE_INVALID', 'all of it as text', {
    problems: [
      { severity: 'error', message: 'unknown key', path: ['services', 'web', 'prots'], position },
      { severity: 'error', message: 'not a mapping', path: [] },
    ],
  });
  const { text, exitCode } = describeFailure(error, {}, { json: true });
  expect(exitCode).toBe(1);
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      error: true,
      severity: 'error',
      code: 'STACK_FILE_INVALID',
      file: 'stack.yml',
      line: 3,
      column: 5,
      path: 'services.web.prots',
      message: 'unknown key',
    },
    { error: true, severity: 'error', code: 'STACK_FILE_INVALID', message: 'not a mapping' },
  ]);
});

test('an error of the engine that names a node gets its place in JSON too', () => {
  const error = new TscomposeError('PORT_IN_USE', 'port 80 is taken', {
    path: ['services', 'web', 'ports', 0],
    hint: 'Choose another.',
  });
  expect(JSON.parse(describeFailure(error, {}, { json: true, positions }).text)).toEqual({
    error: true,
    severity: 'error',
    code: 'PORT_IN_USE',
    ...position,
    path: 'services.web.ports[0]',
    message: 'port 80 is taken',
    hint: 'Choose another.',
  });
});

test('stack traces and causes are shown with TSCOMPOSE_DEBUG=1 only', () => {
  const error = new TscomposeError('VOLUME', 'no volume', { cause: new Error('the disk said no') });
  expect(describeFailure(error, {}, { json: false }).text).toBe('no volume\n');
  const env = { TSCOMPOSE_DEBUG: '1' };
  expect(describeFailure(error, env, { json: false }).text).toMatch(
    /^no volume\ncode: VOLUME\nTscomposeError: no volume\n +at [\s\S]*\ncaused by: Error: the disk said no\n +at /,
  );
  const { debug } = JSON.parse(describeFailure(error, env, { json: true }).text) as { debug: string[] };
  expect(debug).toHaveLength(2);
});
