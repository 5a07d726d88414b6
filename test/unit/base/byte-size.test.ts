import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatByteSize, parseByteSize } from '../../../src/base/byte-size.js';

describe('a byte size', () => {
  it.each([
    ['512', 512],
    ['10m', 10 * 1024 ** 2],
    ['1.5gb', 1.5 * 1024 ** 3],
    ['64KiB', 64 * 1024],
    ['3 MB', 3 * 1024 ** 2],
    ['7b', 7],
    ['1e3k', 1000 * 1024],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(['', 'm', '-1', '1x', 'e3', '5ib', '1..5k', '9999999p'])('refuses %j', (text) => {
    expect(parseByteSize(text)).toBeUndefined();
  });

  it('survives printing as plain bytes and reading again', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseByteSize(String(bytes))).toBe(bytes);
      }),
    );
  });

  it('prints for people', () => {
    expect([0, 1023, 1024, 1536, 20 * 1024 ** 2].map(formatByteSize)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '1.5 KiB',
      '20 MiB',
    ]);
  });
});
