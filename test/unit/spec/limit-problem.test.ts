import { expect, test } from 'vitest';
import { limitProblem } from '../../../src/spec/limit-problem.js';
import type { LimitSettings, ResourceLimits } from '../../../src/spec/limits.js';

const MIB = 1024 * 1024;

const WRONG: readonly (readonly [string, ResourceLimits])[] = [
  ['mem_limit', { memory: 5 * MIB }],
  ['memswap_limit', { memorySwap: 64 * MIB }],
  ['memswap_limit', { memory: 64 * MIB, memorySwap: 32 * MIB }],
  ['memswap_limit', { memory: 64 * MIB, memorySwap: -2 }],
  ['mem_reservation', { memoryReservation: MIB }],
  ['mem_reservation', { memory: 64 * MIB, memoryReservation: 100 * MIB }],
  ['mem_swappiness', { memorySwappiness: 101 }],
  ['cpus', { nanoCpus: -1e9 }],
  ['cpus', { nanoCpus: 1e6 }],
  ['cpu_period', { nanoCpus: 1e9, cpuPeriod: 5000 }],
  ['cpu_quota', { nanoCpus: 1e9, cpuQuota: 5000 }],
  ['cpu_period', { cpuPeriod: 50 }],
  ['cpu_period', { cpuPeriod: 1_000_001 }],
  ['cpu_quota', { cpuQuota: 500 }],
  ['cpu_shares', { cpuShares: -1 }],
  ['cpu_shares', { cpuShares: 1 }],
  ['cpuset', { cpusetCpus: 'a' }],
  ['cpuset_mems', { cpusetMems: '0-' }],
  ['blkio_config', { blkioWeight: 5 }],
  ['blkio_config', { blkioWeightDevice: [{ path: '/dev/sda', weight: 1001 }] }],
  ['blkio_config', { deviceReadBps: [{ path: 'sda', rate: 1 }] }],
  ['blkio_config', { deviceWriteIops: [{ path: '/dev/sda', rate: -1 }] }],
];

test.each(WRONG)('%s is found wrong in %j, as Docker does', (key, limits) => {
  expect(limitProblem({ limits })?.key).toBe(key);
});

const WRONG_OF_PROCESSES: readonly (readonly [string, LimitSettings])[] = [
  ['ulimits.foo', { ulimits: [{ name: 'foo', soft: 1, hard: 1 }] }],
  ['ulimits.nofile', { ulimits: [{ name: 'nofile', soft: 10, hard: 5 }] }],
  ['ulimits.nofile', { ulimits: [{ name: 'nofile', soft: -1, hard: 5 }] }],
  ['oom_score_adj', { oomScoreAdj: 2000 }],
];

test.each(WRONG_OF_PROCESSES)('%s is found wrong in %j', (key, settings) => {
  expect(limitProblem(settings)?.key).toBe(key);
});

test('limits that agree with each other are fine', () => {
  const limits: ResourceLimits = {
    ...{ memory: 64 * MIB, memorySwap: 64 * MIB, memoryReservation: 32 * MIB, memorySwappiness: 0 },
    ...{ cpuPeriod: 100_000, cpuQuota: -1, cpuShares: 2, cpusetCpus: '0-3,5', blkioWeight: 10 },
  };
  const ulimits = [
    { name: 'nofile', soft: 10, hard: -1 },
    { name: 'core', soft: -1, hard: -1 },
  ];
  expect(limitProblem({ limits, ulimits, shmSize: 1, oomScoreAdj: -1000 })).toBeUndefined();
  expect(limitProblem({ limits: { memory: 64 * MIB, memorySwap: -1, nanoCpus: 1e7 } })).toBeUndefined();
  expect(limitProblem({})).toBeUndefined();
});
