import { describe, expect, it } from 'vitest';
import { digestOf, hexOf, isDigest } from '../../../src/base/digest.js';

describe('digests', () => {
  it('are sha256 of the content', () => {
    const digest = digestOf('');
    expect(digest).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hexOf(digest)).toMatch(/^e3b0/);
  });

  it.each([
    '',
    'sha256:',
    `sha256:${'a'.repeat(63)}`,
    `sha256:${'A'.repeat(64)}`,
    `sha512:${'a'.repeat(128)}`,
    `sha256:${'a'.repeat(64)}\n`,
  ])('are not %j', (text) => expect(isDigest(text)).toBe(false));
});
