import { expect, it } from 'vitest';
import { readReadyCheck } from '../../../src/model/ready-check.js';

it.each([
  [{ tcp: 5432 }, { test: { type: 'tcp', port: 5432 } }],
  [
    { tcp: '5432', retries: '4' },
    { test: { type: 'tcp', port: 5432 }, retries: 4 },
  ],
  [{ http: {} }, { test: { type: 'http', port: 80, path: '/' } }],
  [
    { http: { port: 8080, path: '/health?full=1', status: 204 }, interval: '2s', timeout: '500ms' },
    {
      test: { type: 'http', port: 8080, path: '/health?full=1', status: 204 },
      ...{ intervalMs: 2_000, timeoutMs: 500 },
    },
  ],
  [
    { log: 'ready to accept', start_period: '0s', start_interval: '1ms' },
    { test: { type: 'log', text: 'ready to accept' }, startPeriodMs: 0, startIntervalMs: 1 },
  ],
  [{ log: '/listening on \\d+/' }, { test: { type: 'log', pattern: 'listening on \\d+' } }],
])('reads %j', (value, expected) => {
  expect(readReadyCheck(value)).toEqual(expected);
});

it.each([
  [null, ''],
  ['tcp', ''],
  [{}, ''],
  [{ tcp: 1, log: 'x' }, 'log'],
  [{ tcp: 0 }, 'tcp'],
  [{ tcp: 65_536 }, 'tcp'],
  [{ tcp: 1.5 }, 'tcp'],
  [{ http: 80 }, 'http'],
  [{ http: { port: 'eighty' } }, 'http.port'],
  [{ http: { path: 'health' } }, 'http.path'],
  [{ http: { path: '/a b' } }, 'http.path'],
  [{ http: { path: '/\r\nX: y' } }, 'http.path'],
  [{ http: { status: 99 } }, 'http.status'],
  [{ http: { method: 'POST' } }, 'http.method'],
  [{ log: '' }, 'log'],
  [{ log: ['a'] }, 'log'],
  [{ log: '/(/' }, 'log'],
  [{ tcp: 1, interval: 5 }, 'interval'],
  [{ tcp: 1, timeout: '0s' }, 'timeout'],
  [{ tcp: 1, start_period: '-1s' }, 'start_period'],
  [{ tcp: 1, retries: 0 }, 'retries'],
  [{ tcp: 1, command: 'x' }, 'command'],
])('refuses %j at %j', (value, path) => {
  const read = readReadyCheck(value);
  expect('problems' in read && read.problems.map((problem) => problem.path.join('.'))).toEqual([path]);
});
