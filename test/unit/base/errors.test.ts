import { expect, test } from 'vitest';
import { TscomposeError, toTscomposeError } from '../../../src/base/errors.js';

test('an error survives the way through JSON', () => {
  const error = new TscomposeError('PORT_IN_USE', 'port 80 is taken', {
    hint: 'Choose another.',
    path: ['services', 'web', 'ports', 0],
    exitCode: 1,
    cause: new Error('bind: EADDRINUSE'),
  });
  const back = TscomposeError.fromJSON(JSON.parse(JSON.stringify(error)));
  expect(back.message).toBe('port 80 is taken');
  expect(back.details).toMatchObject({
    hint: 'Choose another.',
    path: ['services', 'web', 'ports', 0],
    exitCode: 1,
  });
  expect((back.details.cause as Error).message).toBe('bind: EADDRINUSE');
});

test('a full disk is told as such, with a way out', () => {
  const error = toTscomposeError(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }));
  expect(error.code).toBe('NO_SPACE');
  expect(error.details.hint).toMatch(/--root/);
});

test('an abort is an interruption, and anything unknown is a defect of ours', () => {
  expect(toTscomposeError(new DOMException('aborted', 'AbortError')).code).toBe('CANCELLED');
  expect(toTscomposeError('odd').code).toBe('INTERNAL');
});
