import { memoryWithSwap, type ResourceLimits } from '../../spec/limits.js';
import type { CgroupSettingRecord } from '../../wire/messages.js';

/** The kernel's default, and Docker's for a number of CPUs. */
const CPU_PERIOD = 100_000;

/** Device → `MAJOR:MINOR`. */
export type DeviceNumbers = (path: string) => string;

/**
 * What the files of a control group have to hold, in the order in which they are written.
 * @param unified cgroup v2 (cgroup-v2.rst); else v1 (cgroup-v1/*.rst)
 */
export function cgroupSettings(
  limits: ResourceLimits,
  unified: boolean,
  devices: DeviceNumbers,
): readonly CgroupSettingRecord[] {
  return unified ? unifiedSettings(limits, devices) : v1Settings(limits, devices);
}

function v1Settings(limits: ResourceLimits, devices: DeviceNumbers): readonly CgroupSettingRecord[] {
  const { period, quota } = cpuTime(limits);
  const throttle = (file: string, rates: ResourceLimits['deviceReadBps'] = []) =>
    rates.map(({ path, rate }) => setting(`blkio.throttle.${file}`, `${devices(path)} ${rate}`));
  return [
    ...given(limits.memory, (bytes) => setting('memory.limit_in_bytes', bytes)),
    ...given(memoryWithSwap(limits), (bytes) => ({
      ...setting('memory.memsw.limit_in_bytes', bytes),
      // Not there without the accounting of swap; nobody has asked for it by name.
      optional: limits.memorySwap === undefined,
    })),
    ...given(limits.memoryReservation, (bytes) => setting('memory.soft_limit_in_bytes', bytes)),
    ...given(limits.memorySwappiness, (value) => setting('memory.swappiness', value)),
    ...(limits.oomKillDisable ? [setting('memory.oom_control', 1)] : []),
    ...given(limits.cpuShares, (shares) => setting('cpu.shares', shares)),
    ...given(period, (value) => setting('cpu.cfs_period_us', value)),
    ...given(quota, (value) => setting('cpu.cfs_quota_us', value)),
    ...given(limits.cpusetCpus, (list) => setting('cpuset.cpus', list)),
    ...given(limits.cpusetMems, (list) => setting('cpuset.mems', list)),
    // The scheduler that heeds weights names its files.
    ...given(limits.blkioWeight, (weight) => ({
      ...setting('blkio.weight', weight),
      ...otherwise('blkio.bfq.weight', weight),
    })),
    ...(limits.blkioWeightDevice ?? []).map(({ path, weight }) => ({
      ...setting('blkio.weight_device', `${devices(path)} ${weight}`),
      ...otherwise('blkio.bfq.weight_device', `${devices(path)} ${weight}`),
    })),
    ...throttle('read_bps_device', limits.deviceReadBps),
    ...throttle('write_bps_device', limits.deviceWriteBps),
    ...throttle('read_iops_device', limits.deviceReadIops),
    ...throttle('write_iops_device', limits.deviceWriteIops),
  ];
}

function unifiedSettings(limits: ResourceLimits, devices: DeviceNumbers): readonly CgroupSettingRecord[] {
  const { period, quota } = cpuTime(limits);
  const most = (key: string, rates: ResourceLimits['deviceReadBps'] = []) =>
    rates.map(({ path, rate }) => setting('io.max', `${devices(path)} ${key}=${rate === 0 ? 'max' : rate}`));
  return [
    ...given(limits.memory, (bytes) => setting('memory.max', bytes)),
    ...given(memoryWithSwap(limits), (bytes) => ({
      ...setting('memory.swap.max', bytes < 0 ? 'max' : bytes - (limits.memory ?? 0)),
      optional: limits.memorySwap === undefined,
    })),
    ...given(limits.memoryReservation, (bytes) => setting('memory.low', bytes)),
    ...given(limits.cpuShares, (shares) => setting('cpu.weight', cpuWeight(shares))),
    ...(period === undefined && quota === undefined
      ? []
      : [setting('cpu.max', `${quota === undefined || quota < 0 ? 'max' : quota} ${period ?? CPU_PERIOD}`)]),
    ...given(limits.cpusetCpus, (list) => setting('cpuset.cpus', list)),
    ...given(limits.cpusetMems, (list) => setting('cpuset.mems', list)),
    ...given(limits.blkioWeight, (weight) => ({
      ...setting('io.bfq.weight', weight),
      ...otherwise('io.weight', `default ${ioWeight(weight)}`),
    })),
    ...(limits.blkioWeightDevice ?? []).map(({ path, weight }) => ({
      ...setting('io.bfq.weight', `${devices(path)} ${weight}`),
      ...otherwise('io.weight', `${devices(path)} ${ioWeight(weight)}`),
    })),
    ...most('rbps', limits.deviceReadBps),
    ...most('wbps', limits.deviceWriteBps),
    ...most('riops', limits.deviceReadIops),
    ...most('wiops', limits.deviceWriteIops),
  ];
}

function cpuTime({ nanoCpus, cpuPeriod, cpuQuota }: ResourceLimits): {
  readonly period: number | undefined;
  readonly quota: number | undefined;
} {
  if (nanoCpus === undefined) return { period: cpuPeriod, quota: cpuQuota };
  return { period: CPU_PERIOD, quota: Math.trunc((nanoCpus * CPU_PERIOD) / 1e9) };
}

/** 2–262144 as 1–10000, with both defaults (1024 and 100) the same: the curve that runc has used since 2025. */
export function cpuWeight(shares: number): number {
  if (shares <= 2) return 1;
  if (shares >= 262_144) return 10_000;
  const log = Math.log2(shares);
  return Math.ceil(10 ** ((log * log + 125 * log) / 612 - 7 / 34));
}

/** 10–1000 as 1–10000. */
export function ioWeight(weight: number): number {
  return 1 + Math.trunc(((weight - 10) * 9999) / 990);
}

function setting(file: string, value: number | string): CgroupSettingRecord {
  return { file, value: String(value), elseFile: '', elseValue: '', optional: false };
}

function otherwise(
  elseFile: string,
  value: number | string,
): Pick<CgroupSettingRecord, 'elseFile' | 'elseValue'> {
  return { elseFile, elseValue: String(value) };
}

function given<T>(
  value: T | undefined,
  make: (value: T) => CgroupSettingRecord,
): readonly CgroupSettingRecord[] {
  return value === undefined ? [] : [make(value)];
}
