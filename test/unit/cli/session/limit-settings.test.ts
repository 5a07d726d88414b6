import { expect, test } from 'vitest';
import type { LimitFlags } from '../../../../src/cli/limit-flags.js';
import { limitChanges, limitSettings } from '../../../../src/cli/session/limit-settings.js';

const MIB = 1024 * 1024;
const NONE: LimitFlags = {
  blkioWeightDevice: [],
  deviceReadBps: [],
  deviceReadIops: [],
  deviceWriteBps: [],
  deviceWriteIops: [],
  ulimit: [],
};

test('flags are read as Docker reads them', () => {
  expect(
    limitSettings({
      ...NONE,
      ...{ memory: '64m', memorySwap: '-1', memoryReservation: '32MiB', memorySwappiness: '0', cpus: '1.5' },
      ...{
        cpuShares: '512',
        cpusetCpus: '0-1',
        oomKillDisable: true,
        oomScoreAdj: '-5',
        pidsLimit: '7',
        shmSize: '1m',
      },
      ...{
        deviceReadBps: ['/dev/sda:1mb'],
        deviceWriteIops: ['/dev/sda:5'],
        blkioWeightDevice: ['/dev/sda:100'],
      },
      ulimit: ['nofile=1:2', 'core=-1'],
    }),
  ).toEqual({
    limits: {
      ...{
        memory: 64 * MIB,
        memorySwap: -1,
        memoryReservation: 32 * MIB,
        memorySwappiness: 0,
        nanoCpus: 1.5e9,
      },
      ...{ cpuShares: 512, cpusetCpus: '0-1', oomKillDisable: true },
      blkioWeightDevice: [{ path: '/dev/sda', weight: 100 }],
      deviceReadBps: [{ path: '/dev/sda', rate: MIB }],
      deviceWriteIops: [{ path: '/dev/sda', rate: 5 }],
    },
    ...{ pidsLimit: 7, shmSize: MIB, oomScoreAdj: -5 },
    ulimits: [
      { name: 'core', soft: -1, hard: -1 },
      { name: 'nofile', soft: 1, hard: 2 },
    ],
  });
  expect(
    limitSettings({ ...NONE, memory: '0', shmSize: '0', memorySwappiness: '-1', pidsLimit: '-1' }),
  ).toEqual({});
});

test('a change names what changes, and no limit of processes is one', () => {
  expect(limitChanges({ memory: '96m', cpus: '0' })).toEqual({ limits: { memory: 96 * MIB } });
  expect(limitChanges({ pidsLimit: '-1' })).toEqual({ pidsLimit: 0 });
});

test.each([
  ['--cpus', { cpus: 'abc' }],
  ['--cpus', { cpus: '0.0000000001' }],
  ['--memory', { memory: 'lots' }],
  ['--shm-size', { shmSize: '-1' }],
  ['--cpu-quota', { cpuQuota: '1.5' }],
  ['--ulimit', { ulimit: ['foo=1'] }],
  ['--ulimit', { ulimit: ['nofile'] }],
  ['--device-read-bps', { deviceReadBps: ['sda:1'] }],
] as const)('%s is refused in %j', (flag, flags) => {
  expect(() => limitSettings({ ...NONE, ...flags })).toThrow(flag);
});
