import { expect, test } from 'vitest';
import { isUnified, machineProblem, numberText } from '../../../../src/engine/container/machine-limits.js';
import type { ResourceLimits } from '../../../../src/spec/limits.js';

const machine = { cpus: 2, cpuList: '0-1', nodeList: '0', unified: false };

function keys(limits: ResourceLimits, unified = false): readonly string[] | undefined {
  return machineProblem(limits, { ...machine, unified })?.keys;
}

test('what the machine lacks is found', () => {
  expect(keys({ nanoCpus: 2e9 })).toBeUndefined();
  expect(keys({ nanoCpus: 2.1e9 })).toEqual(['cpus']);
  expect(keys({ cpusetCpus: '0,1' })).toBeUndefined();
  expect(keys({ cpusetCpus: '0-7' })).toEqual(['cpuset']);
  expect(keys({ cpusetCpus: '0-99999999' })).toEqual(['cpuset']);
  expect(keys({ cpusetMems: '3' })).toEqual(['cpuset_mems']);
});

test('what cgroup v2 lacks is found there alone', () => {
  expect(keys({ memorySwappiness: 0 })).toBeUndefined();
  expect(keys({ memorySwappiness: 0 }, true)).toEqual(['mem_swappiness']);
  expect(keys({ oomKillDisable: true }, true)).toEqual(['oom_kill_disable']);
  expect(keys({ memory: 1e8, nanoCpus: 1e9 }, true)).toBeUndefined();
});

test('controllers are those of v1 wherever one of them is mounted', () => {
  const v2 = 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n';
  expect(isUnified(v2)).toBe(true);
  expect(isUnified(`${v2}cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n`)).toBe(true);
  expect(isUnified(`${v2}cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n`)).toBe(false);
});

test('device numbers are taken apart as makedev packs them', () => {
  expect(numberText(0xfe00)).toBe('254:0');
  expect(numberText(0x801)).toBe('8:1');
  expect(numberText(0x10_0103)).toBe('1:259');
});
