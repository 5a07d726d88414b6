import { expect, test } from 'vitest';
import { lastTime, linesAfter, logRuns } from '../../../src/base/log-runs.js';
import { timeKey } from '../../../src/base/timestamp.js';
import { logBytes } from '../support/log-lines.js';

const at = (fraction: string) => `2026-01-02T03:04:05${fraction}Z`;
const A = { log: 'a\n', time: at('.5') };
const B = { log: '"time":"9"}\n', time: at('.5') };
const C = { log: 'c\n', time: at('.55') };

test('times are ordered as strings, to the nanosecond', () => {
  const times = ['', '.000000001', '.05', '.5', '.500000001', '.55'].map(at);
  const keys = times.map(timeKey);
  expect([...keys].sort()).toEqual(keys);
  expect(timeKey(at('.500'))).toBe(timeKey(at('.5')));
  expect(timeKey(at('.000'))).toBe(timeKey(at('')));
  expect(timeKey('2026-01-02T03:04:00Z')).toBe('2026-01-02T03:04:00');
});

test('lines of one time are one run, whatever they hold', () => {
  const lines = logBytes(A, B, C);
  const middle = logBytes(A, B).length;
  expect(logRuns(lines)).toEqual([
    { time: timeKey(at('.5')), begin: 0, end: middle },
    { time: timeKey(at('.55')), begin: middle, end: lines.length },
  ]);
  expect(lastTime(lines)).toBe(timeKey(at('.55')));
});

test('what is no line belongs to the one before it, and nothing is left out', () => {
  const garbage = Buffer.from('\0\0\0garbage\n{"time":"x\n');
  const lines = Buffer.concat([garbage, logBytes(A), garbage, logBytes(C)]);
  const runs = logRuns(lines);
  expect(runs.map(({ time }) => time)).toEqual(['', timeKey(at('.5')), timeKey(at('.55'))]);
  expect(Buffer.concat(runs.map(({ begin, end }) => lines.subarray(begin, end)))).toEqual(lines);
  expect(logRuns(Buffer.alloc(0))).toEqual([]);
});

test('only lines that are later are kept', () => {
  expect(linesAfter(logBytes(A, B, C), timeKey(at('.5')))).toEqual(logBytes(C));
  expect(linesAfter(logBytes(A), undefined)).toEqual(logBytes(A));
});
