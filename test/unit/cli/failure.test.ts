import { expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../../../src/base/error-codes.js';
import { TscomposeError } from '../../../src/base/errors.js';
import { describeFailure } from '../../../src/cli/failure.js';
import { nextStep } from '../../../src/cli/next-step.js';

const command = 'tscompose up';
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
  const { text, exitCode } = describeFailure(error, {}, { json: true, command });
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
  expect(JSON.parse(describeFailure(error, {}, { json: true, command, positions }).text)).toEqual({
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
  expect(describeFailure(error, {}, { json: false, command }).text).toBe(
    'no volume\nhint: See with "tscompose volumes" what there is, and with "tscompose ps -a" what uses it.\n',
  );
  const env = { TSCOMPOSE_DEBUG: '1' };
  expect(describeFailure(error, env, { json: false, command }).text).toMatch(
    /^no volume\nhint: .*\ncode: VOLUME\nTscomposeError: no volume\n +at [\s\S]*\ncaused by: Error: the disk said no\n +at /,
  );
  const { debug } = JSON.parse(describeFailure(error, env, { json: true, command }).text) as {
    debug: string[];
  };
  expect(debug).toHaveLength(2);
});

test('an error without a hint of its own gets one by its code, a wrong command line one by its command', () => {
  const told = (code: ErrorCode) =>
    describeFailure(new TscomposeError(code, 'no'), {}, { json: false, command }).text;
  expect(told('USAGE')).toBe('no\nhint: Run "tscompose up --help" for what there is.\n');
  expect(told('PORT_IN_USE')).toMatch(/^no\nhint: Choose another port, /);
  const own = new TscomposeError('PORT_IN_USE', 'no', { hint: 'Think.' });
  expect(describeFailure(own, {}, { json: false, command }).text).toBe('no\nhint: Think.\n');
});

test('every failure says what to do next, but for those whose message does', () => {
  const silent = (Object.keys(ERROR_CODES) as ErrorCode[]).filter(
    (code) => nextStep(new TscomposeError(code, 'no'), command) === undefined,
  );
  expect(silent).toEqual(['STACK_FILE_INVALID', 'STACK_UNSUPPORTED', 'DETACHED', 'CANCELLED', 'INTERNAL']);
});
