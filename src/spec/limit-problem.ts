import { formatByteSize } from '../base/byte-size.js';
import type { LimitSettings, ResourceLimits, Ulimit } from './limits.js';
import { RLIMITS } from './limits.js';

/** What cannot be, whichever machine it is for. */
export interface LimitProblem {
  /** Attribute of a service that says it. */
  readonly key: string;
  readonly problem: string;
}

/** As Docker: below that not even a shell starts. */
const LEAST_MEMORY = 6 * 1024 * 1024;

/** The first of a container's limits that contradicts itself or another; undefined: none does. */
export function limitProblem({
  limits = {},
  ulimits = [],
  oomScoreAdj = 0,
  shmSize,
}: LimitSettings): LimitProblem | undefined {
  const found =
    memoryProblem(limits) ??
    cpuProblem(limits) ??
    blockProblem(limits) ??
    first(ulimits.map(ulimitProblem)) ??
    when(Math.abs(oomScoreAdj) > 1000, 'oom_score_adj', `${oomScoreAdj} is not from -1000 to 1000`) ??
    when(shmSize !== undefined && shmSize <= 0, 'shm_size', `${shmSize} is no size`);
  return found;
}

function memoryProblem({
  memory = 0,
  memorySwap = 0,
  memoryReservation = 0,
  memorySwappiness = 0,
}: ResourceLimits): LimitProblem | undefined {
  const size = formatByteSize;
  return (
    when(
      memory !== 0 && memory < LEAST_MEMORY,
      'mem_limit',
      `${size(memory)} is less than ${size(LEAST_MEMORY)}, the least that a container can be given`,
    ) ??
    when(
      memorySwap > 0 && memory === 0,
      'memswap_limit',
      'it is the sum of memory and swap, and needs a limit of memory besides',
    ) ??
    when(
      memorySwap > 0 && memorySwap < memory,
      'memswap_limit',
      `it is the sum of memory and swap, so ${size(memorySwap)} is too little beside ${size(memory)} of memory`,
    ) ??
    when(memorySwap < -1, 'memswap_limit', `${memorySwap} is no size; -1 is no limit`) ??
    when(
      memoryReservation !== 0 && memoryReservation < LEAST_MEMORY,
      'mem_reservation',
      `${size(memoryReservation)} is less than ${size(LEAST_MEMORY)}, the least that can be reserved`,
    ) ??
    when(
      memory > 0 && memoryReservation > memory,
      'mem_reservation',
      `${size(memoryReservation)} is more than the limit of ${size(memory)}`,
    ) ??
    when(
      memorySwappiness < 0 || memorySwappiness > 100,
      'mem_swappiness',
      `${memorySwappiness} is not from 0 to 100`,
    )
  );
}

function cpuProblem({
  nanoCpus = 0,
  cpuPeriod = 0,
  cpuQuota = 0,
  cpuShares = 0,
  ...sets
}: ResourceLimits): LimitProblem | undefined {
  return (
    when(nanoCpus < 0, 'cpus', `${nanoCpus / 1e9} is less than none`) ??
    when(
      nanoCpus > 0 && cpuPeriod > 0,
      'cpu_period',
      'it cannot stand beside a number of CPUs: use one of them',
    ) ??
    when(
      nanoCpus > 0 && cpuQuota > 0,
      'cpu_quota',
      'it cannot stand beside a number of CPUs: use one of them',
    ) ??
    when(
      nanoCpus > 0 && nanoCpus < 1e7,
      'cpus',
      `${nanoCpus / 1e9} is less than 0.01, the least that the kernel gives`,
    ) ??
    when(
      cpuPeriod !== 0 && (cpuPeriod < 1000 || cpuPeriod > 1_000_000),
      'cpu_period',
      `${cpuPeriod} microseconds are not from 1000 (1 ms) to 1000000 (1 s)`,
    ) ??
    when(
      cpuQuota > 0 && cpuQuota < 1000,
      'cpu_quota',
      `${cpuQuota} microseconds are less than 1000 (1 ms), the least that the kernel gives`,
    ) ??
    when(cpuShares < 0 || cpuShares === 1, 'cpu_shares', `${cpuShares} is not from 2 to 262144`) ??
    setProblem('cpuset', sets.cpusetCpus) ??
    setProblem('cpuset_mems', sets.cpusetMems)
  );
}

/** `0-3,5`: what cpuset(7) calls the list format. */
function setProblem(key: string, text = ''): LimitProblem | undefined {
  const isList = text === '' || text.split(',').every((part) => /^\d+(-\d+)?$/.test(part));
  return when(!isList, key, `"${text}" is no list of numbers such as 0-3,5`);
}

function blockProblem({
  blkioWeight,
  blkioWeightDevice = [],
  deviceReadBps = [],
  deviceWriteBps = [],
  deviceReadIops = [],
  deviceWriteIops = [],
}: ResourceLimits): LimitProblem | undefined {
  const isWeight = (weight: number) => weight >= 10 && weight <= 1000;
  const weights = [
    ...(blkioWeight === undefined ? [] : [blkioWeight]),
    ...blkioWeightDevice.map((d) => d.weight),
  ];
  const weight = weights.find((candidate) => !isWeight(candidate));
  const rates = [...deviceReadBps, ...deviceWriteBps, ...deviceReadIops, ...deviceWriteIops];
  const devices = [...blkioWeightDevice, ...rates].map(({ path }) => path);
  const path = devices.find((candidate) => !candidate.startsWith('/dev/'));
  const rate = rates.find((device) => device.rate < 0);
  return (
    when(weight !== undefined, 'blkio_config', `the weight ${weight} is not from 10 to 1000`) ??
    when(path !== undefined, 'blkio_config', `"${path}" is no path of a device such as /dev/sda`) ??
    when(rate !== undefined, 'blkio_config', `${rate?.rate} is no rate`)
  );
}

function ulimitProblem({ name, soft, hard }: Ulimit): LimitProblem | undefined {
  const key = `ulimits.${name}`;
  const isMore = hard >= 0 && (soft < 0 || soft > hard);
  return (
    when(
      RLIMITS[name] === undefined,
      key,
      `"${name}" is none of ${Object.keys(RLIMITS).sort().join(', ')}`,
    ) ??
    when(soft < -1 || hard < -1, key, 'a limit is 0 or more; -1 is none') ??
    when(isMore, key, `the soft limit ${soft} is more than the hard one, ${hard}`)
  );
}

function first(problems: readonly (LimitProblem | undefined)[]): LimitProblem | undefined {
  return problems.find((problem) => problem !== undefined);
}

function when(isWrong: boolean, key: string, problem: string): LimitProblem | undefined {
  return isWrong ? { key, problem } : undefined;
}
