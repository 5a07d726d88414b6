import { describe, expect, it, test } from 'vitest';
import { cgroupSettings, cpuWeight, ioWeight } from '../../../../src/engine/container/cgroup-settings.js';
import type { ResourceLimits } from '../../../../src/spec/limits.js';

const MIB = 1024 * 1024;

/** As `FILE=VALUE`, with `?` where a missing file is fine, and what is written instead of it. */
function texts(limits: ResourceLimits, unified: boolean): readonly string[] {
  return cgroupSettings(limits, unified, () => '8:0').map(
    ({ file, value, elseFile, elseValue, optional }) =>
      `${file}=${value}${elseFile === '' ? '' : ` or ${elseFile}=${elseValue}`}${optional ? '?' : ''}`,
  );
}

describe('limits as files of cgroup v1', () => {
  it('gives twice the memory with swap, where nothing is said of it and the kernel counts it', () => {
    expect(texts({ memory: 64 * MIB }, false)).toEqual([
      'memory.limit_in_bytes=67108864',
      'memory.memsw.limit_in_bytes=134217728?',
    ]);
  });

  it('writes all there is', () => {
    const limits: ResourceLimits = {
      ...{ memory: 64 * MIB, memorySwap: 65 * MIB, memoryReservation: 32 * MIB, memorySwappiness: 0 },
      ...{ oomKillDisable: true, cpuShares: 512, nanoCpus: 1.5e9, cpusetCpus: '0', cpusetMems: '0' },
      ...{ blkioWeight: 300, blkioWeightDevice: [{ path: '/dev/sda', weight: 400 }] },
      deviceReadBps: [{ path: '/dev/sda', rate: MIB }],
      deviceWriteIops: [{ path: '/dev/sda', rate: 5 }],
    };
    expect(texts(limits, false)).toEqual([
      'memory.limit_in_bytes=67108864',
      'memory.memsw.limit_in_bytes=68157440',
      'memory.soft_limit_in_bytes=33554432',
      'memory.swappiness=0',
      'memory.oom_control=1',
      'cpu.shares=512',
      'cpu.cfs_period_us=100000',
      'cpu.cfs_quota_us=150000',
      'cpuset.cpus=0',
      'cpuset.mems=0',
      'blkio.weight=300 or blkio.bfq.weight=300',
      'blkio.weight_device=8:0 400 or blkio.bfq.weight_device=8:0 400',
      'blkio.throttle.read_bps_device=8:0 1048576',
      'blkio.throttle.write_iops_device=8:0 5',
    ]);
  });
});

describe('limits as files of cgroup v2', () => {
  it('counts swap apart from memory', () => {
    const swap = (limits: ResourceLimits) => texts(limits, true).filter((text) => text.includes('swap'));
    expect(swap({ memory: 64 * MIB })).toEqual(['memory.swap.max=67108864?']);
    expect(swap({ memory: 64 * MIB, memorySwap: 64 * MIB })).toEqual(['memory.swap.max=0']);
    expect(swap({ memory: 64 * MIB, memorySwap: 65 * MIB })).toEqual(['memory.swap.max=1048576']);
    expect(swap({ memory: 64 * MIB, memorySwap: -1 })).toEqual(['memory.swap.max=max']);
  });

  it('has one file for quota and period', () => {
    expect(texts({ nanoCpus: 0.5e9 }, true)).toEqual(['cpu.max=50000 100000']);
    expect(texts({ cpuPeriod: 50_000 }, true)).toEqual(['cpu.max=max 50000']);
    expect(texts({ cpuQuota: 20_000 }, true)).toEqual(['cpu.max=20000 100000']);
    expect(texts({ cpuQuota: -1, cpuPeriod: 1000 }, true)).toEqual(['cpu.max=max 1000']);
  });

  it('has weights and rates of its own', () => {
    const limits: ResourceLimits = {
      ...{ memoryReservation: 32 * MIB, cpuShares: 1024, blkioWeight: 500 },
      blkioWeightDevice: [{ path: '/dev/sda', weight: 10 }],
      deviceReadBps: [{ path: '/dev/sda', rate: MIB }],
      deviceWriteBps: [{ path: '/dev/sda', rate: 0 }],
      deviceReadIops: [{ path: '/dev/sda', rate: 7 }],
    };
    expect(texts(limits, true)).toEqual([
      'memory.low=33554432',
      'cpu.weight=100',
      'io.bfq.weight=500 or io.weight=default 4950',
      'io.bfq.weight=8:0 10 or io.weight=8:0 1',
      'io.max=8:0 rbps=1048576',
      'io.max=8:0 wbps=max',
      'io.max=8:0 riops=7',
    ]);
  });
});

test('weights keep their ends, and shares their default', () => {
  expect([1, 2, 256, 1024, 2048, 262_144].map(cpuWeight)).toEqual([1, 1, 35, 100, 174, 10_000]);
  expect([10, 500, 1000].map(ioWeight)).toEqual([1, 4950, 10_000]);
});

test('nothing is written where nothing is limited', () => {
  expect(texts({}, true)).toEqual([]);
  expect(texts({}, false)).toEqual([]);
});
