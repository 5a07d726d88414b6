import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../../../src/base/digest.js';
import { chainIds, parseConfig } from '../../../../src/engine/image/image-config.js';

const A = digestOf('a');
const B = digestOf('b');
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const rootfs = { type: 'layers', diff_ids: [A, B] };

describe('an image config', () => {
  it('gives what running needs, and leaves the rest', () => {
    const parsed = parseConfig(
      bytes({
        os: 'linux',
        architecture: 'amd64',
        created: '2024-01-01T00:00:00Z',
        config: { Cmd: ['sh'], Env: ['A=1'], User: null, OnBuild: ['x'], Healthcheck: { Test: ['NONE'] } },
        rootfs,
      }),
      'x',
    );
    expect(parsed).toEqual({
      architecture: 'amd64',
      createdAt: '2024-01-01T00:00:00Z',
      config: { Cmd: ['sh'], Env: ['A=1'], Healthcheck: { Test: ['NONE'] } },
      diffIds: [A, B],
    });
  });

  it.each([
    [{}, 'rootfs.diff_ids'],
    [{ rootfs: { diff_ids: ['x'] } }, 'rootfs.diff_ids'],
    [{ rootfs, os: 'windows' }, 'windows'],
    [{ rootfs, config: { Cmd: 'sh' } }, 'config.Cmd'],
    [{ rootfs, config: { Labels: { a: 1 } } }, 'config.Labels'],
    [{ rootfs, config: { Healthcheck: { Interval: '1s' } } }, 'config.Healthcheck'],
  ])('%j is refused', (value, why) => {
    expect(() => parseConfig(bytes(value), 'config of x')).toThrow(
      expect.objectContaining({ code: 'IMAGE_INVALID', message: expect.stringContaining(why) }),
    );
  });
});

describe('chain ids', () => {
  it('name each layer together with those below it', () => {
    const C = digestOf('c');
    const two = digestOf(`${A} ${B}`);
    expect(chainIds([A, B, C])).toEqual([A, two, digestOf(`${two} ${C}`)]);
    expect(chainIds([] as Digest[])).toEqual([]);
  });
});
