import { expect, test } from 'vitest';
import { limitFacts } from '../../../src/reconcile/limit-facts.js';

function shown(settings: Parameters<typeof limitFacts>[0]): Record<string, unknown> {
  return Object.fromEntries(limitFacts(settings).filter(([, value]) => value !== undefined));
}

test('limits are told in the words of the stack file, sizes without a loss', () => {
  expect(
    shown({
      limits: { memory: 64 * 1024 * 1024, memorySwap: -1, nanoCpus: 5e8 },
      ulimits: [
        { name: 'nofile', soft: 1, hard: 2 },
        { name: 'core', soft: 0, hard: 0 },
      ],
      shmSize: 1_000_001,
    }),
  ).toEqual({
    ...{ mem_limit: '64 MiB', memswap_limit: '-1', cpus: 0.5, shm_size: '1000001 B' },
    ...{ 'ulimits.nofile': '1:2', 'ulimits.core': 0 },
  });
});

test('no limit is no fact, however it came to be', () => {
  expect(shown({ pidsLimit: 0, limits: {} })).toEqual({});
});
