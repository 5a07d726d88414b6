import type { LimitSettings } from '../spec/limits.js';

const UNITS = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
] as const;

/** Limits as texts by the attributes of services; what is absent has no entry. */
export function limitFacts({
  limits = {},
  ulimits = [],
  shmSize,
  pidsLimit,
}: LimitSettings): readonly (readonly [string, unknown])[] {
  const facts: Readonly<Record<string, unknown>> = {
    mem_limit: size(limits.memory),
    memswap_limit: limits.memorySwap === -1 ? '-1' : size(limits.memorySwap),
    mem_reservation: size(limits.memoryReservation),
    mem_swappiness: limits.memorySwappiness,
    oom_kill_disable: limits.oomKillDisable,
    cpus: limits.nanoCpus === undefined ? undefined : limits.nanoCpus / 1e9,
    cpu_period: limits.cpuPeriod,
    cpu_quota: limits.cpuQuota,
    cpu_shares: limits.cpuShares,
    cpuset: limits.cpusetCpus,
    cpuset_mems: limits.cpusetMems,
    'blkio_config.weight': limits.blkioWeight,
    'blkio_config.weight_device': limits.blkioWeightDevice,
    'blkio_config.device_read_bps': limits.deviceReadBps,
    'blkio_config.device_read_iops': limits.deviceReadIops,
    'blkio_config.device_write_bps': limits.deviceWriteBps,
    'blkio_config.device_write_iops': limits.deviceWriteIops,
    pids_limit: pidsLimit || undefined,
    shm_size: size(shmSize),
  };
  const ofProcesses = ulimits.map(
    ({ name, soft, hard }) => [`ulimits.${name}`, soft === hard ? soft : `${soft}:${hard}`] as const,
  );
  return [...Object.entries(facts), ...ofProcesses];
}

/** Exact: two sizes that differ have different texts. */
function size(bytes: number | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  const unit = UNITS.find(([, factor]) => bytes % factor === 0);
  return unit === undefined ? `${bytes} B` : `${bytes / unit[1]} ${unit[0]}`;
}
