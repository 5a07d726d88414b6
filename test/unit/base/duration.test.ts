import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMilliseconds, formatDuration, parseDuration } from '../../../src/base/duration.js';

describe('a duration', () => {
  it.each([
    ['0', '0s'],
    ['90s', '1m30s'],
    ['1h', '1h0m0s'],
    ['1d', '24h0m0s'],
    ['1w', '168h0m0s'],
    ['1500ms', '1.5s'],
    ['100us', '100µs'],
    ['1.5h', '1h30m0s'],
    ['-3s', '-3s'],
    ['7ns', '7ns'],
  ])('%s prints as %s, as Compose prints it', (text, printed) => {
    expect(formatDuration(parseDuration(text) ?? -1n)).toBe(printed);
  });

  it.each(['', '5', 's', '1x', '1 s', '1s ', '+', '1h-3s', '999999999h'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('survives printing and reading again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), (duration) => {
        expect(parseDuration(formatDuration(duration))).toBe(duration);
      }),
    );
  });

  it('is handed to timers in milliseconds', () => {
    expect(durationMilliseconds('1.5s')).toBe(1500);
    expect(durationMilliseconds('soon')).toBeUndefined();
  });
});
