import { expect, test } from 'vitest';
import { exactMoment } from '../../../../src/cli/filters.js';
import { logTime } from '../../../../src/cli/render/log-time.js';

test('times of log lines have all nine digits, as with Docker', () => {
  expect(logTime('2026-01-02T03:04:05Z')).toBe('2026-01-02T03:04:05.000000000Z');
  expect(logTime('2026-01-02T03:04:05.12Z')).toBe('2026-01-02T03:04:05.120000000Z');
});

test('a whole time keeps its nanoseconds; others are read as Docker does', () => {
  const now = new Date('2026-01-02T03:04:05Z');
  expect(exactMoment('2026-01-02T03:04:05.123456789Z', now)).toBe('2026-01-02T03:04:05.123456789Z');
  expect(exactMoment('10m', now)).toBe('2026-01-02T02:54:05.000Z');
  expect(exactMoment('1767323045', now)).toBe('2026-01-02T03:04:05.000Z');
  expect(() => exactMoment('2026-13-02T03:04:05Z', now)).toThrow(/invalid time/);
});
