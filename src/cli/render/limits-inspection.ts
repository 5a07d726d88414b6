import { type DeviceRate, type LimitSettings, memoryWithSwap } from '../../spec/limits.js';

const DEFAULT_SHM_BYTES = 64 * 1024 * 1024;

/** Limits as Docker's HostConfig has them, with its words for "none". */
export function limitsInspection({
  limits = {},
  pidsLimit = 0,
  ulimits = [],
  shmSize = DEFAULT_SHM_BYTES,
  oomScoreAdj = 0,
}: LimitSettings): object {
  return {
    OomScoreAdj: oomScoreAdj,
    ShmSize: shmSize,
    CpuShares: limits.cpuShares ?? 0,
    Memory: limits.memory ?? 0,
    NanoCpus: limits.nanoCpus ?? 0,
    BlkioWeight: limits.blkioWeight ?? 0,
    BlkioWeightDevice: (limits.blkioWeightDevice ?? []).map(({ path, weight }) => ({
      Path: path,
      Weight: weight,
    })),
    BlkioDeviceReadBps: rates(limits.deviceReadBps),
    BlkioDeviceWriteBps: rates(limits.deviceWriteBps),
    BlkioDeviceReadIOps: rates(limits.deviceReadIops),
    BlkioDeviceWriteIOps: rates(limits.deviceWriteIops),
    CpuPeriod: limits.cpuPeriod ?? 0,
    CpuQuota: limits.cpuQuota ?? 0,
    CpusetCpus: limits.cpusetCpus ?? '',
    CpusetMems: limits.cpusetMems ?? '',
    MemoryReservation: limits.memoryReservation ?? 0,
    MemorySwap: memoryWithSwap(limits) ?? 0,
    MemorySwappiness: limits.memorySwappiness ?? null,
    OomKillDisable: limits.oomKillDisable ?? false,
    PidsLimit: pidsLimit === 0 ? null : pidsLimit,
    Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Hard: hard, Soft: soft })),
  };
}

function rates(devices: readonly DeviceRate[] = []): readonly object[] {
  return devices.map(({ path, rate }) => ({ Path: path, Rate: rate }));
}
