/** What a container may use of the machine. Sizes are bytes; what is absent has no limit. */
export interface ResourceLimits {
  readonly memory?: number;
  /** Memory and swap together; -1: as much swap as there is; absent: twice the memory. */
  readonly memorySwap?: number;
  /** What it is brought down to when the machine runs short. */
  readonly memoryReservation?: number;
  /** 0–100; cgroup v1 alone. */
  readonly memorySwappiness?: number;
  /** Its processes wait for memory instead of being killed; cgroup v1 alone. */
  readonly oomKillDisable?: true;
  /** Billionths of processors; goes with neither period nor quota. */
  readonly nanoCpus?: number;
  /** Microseconds. */
  readonly cpuPeriod?: number;
  /** Microseconds of each period; -1: no limit. */
  readonly cpuQuota?: number;
  /** Its part where processors are short; 1024 is what others have. */
  readonly cpuShares?: number;
  /** Numbers of processors: `0-3,5`. */
  readonly cpusetCpus?: string;
  /** Numbers of memory nodes. */
  readonly cpusetMems?: string;
  /** 10–1000. */
  readonly blkioWeight?: number;
  readonly blkioWeightDevice?: readonly DeviceWeight[];
  /** Bytes per second. */
  readonly deviceReadBps?: readonly DeviceRate[];
  readonly deviceWriteBps?: readonly DeviceRate[];
  /** Operations per second. */
  readonly deviceReadIops?: readonly DeviceRate[];
  readonly deviceWriteIops?: readonly DeviceRate[];
}

export interface DeviceWeight {
  /** `/dev/sda`. */
  readonly path: string;
  readonly weight: number;
}

export interface DeviceRate {
  readonly path: string;
  readonly rate: number;
}

/** Of each of its processes (setrlimit(2)); -1: no limit. */
export interface Ulimit {
  /** `nofile`. */
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** All of a container's settings that are about limits. */
export interface LimitSettings {
  readonly limits?: ResourceLimits;
  /** Processes and threads at the same time; absent or 0: no limit. */
  readonly pidsLimit?: number;
  readonly ulimits?: readonly Ulimit[];
  /** Bytes of /dev/shm; 64 MiB when absent. */
  readonly shmSize?: number;
  /** -1000–1000: how soon it is killed when memory runs out; 0 when absent. */
  readonly oomScoreAdj?: number;
}

/** setrlimit(2)'s numbers on all machines that this runs on. */
export const RLIMITS: Readonly<Record<string, number>> = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  rss: 5,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  locks: 10,
  sigpending: 11,
  msgqueue: 12,
  nice: 13,
  rtprio: 14,
  rttime: 15,
};

/** Memory and swap together that a container may use; -1: no limit; undefined: nothing is said of it. */
export function memoryWithSwap({
  memory = 0,
  memorySwap = 0,
}: Pick<ResourceLimits, 'memory' | 'memorySwap'>): number | undefined {
  if (memorySwap !== 0) return memorySwap;
  return memory > 0 ? memory * 2 : undefined;
}
