import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../../../src/engine/image/registry/challenge.js';

describe('a challenge', () => {
  it('is read with quoted and plain parameters', () => {
    const line =
      'Bearer realm="https://auth.example.com/token",service=reg, scope="repository:a/b:pull,push"';
    expect(parseChallenges([line])).toEqual([
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example.com/token',
          service: 'reg',
          scope: 'repository:a/b:pull,push',
        },
      },
    ]);
    expect(parseChallenges(['Basic realm="a \\"b\\""'])[0]?.parameters.realm).toBe('a "b"');
    expect(parseChallenges([])).toEqual([]);
  });

  it('may be one of several, in one line or many', () => {
    const both = [
      { scheme: 'basic', parameters: { realm: 'x' } },
      { scheme: 'bearer', parameters: { realm: 'https://a/t', service: 'Basic y' } },
    ];
    expect(parseChallenges(['Basic realm="x", Bearer realm="https://a/t",service="Basic y"'])).toEqual(both);
    expect(parseChallenges(['Basic realm="x"', 'Bearer realm="https://a/t",service="Basic y"'])).toEqual(
      both,
    );
  });

  it('may have no parameters', () => {
    expect(parseChallenges(['Negotiate'])).toEqual([{ scheme: 'negotiate', parameters: {} }]);
  });
});
