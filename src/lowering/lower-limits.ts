import type { BlockIo, DeviceRate as ModelRate } from '../model/limits.js';
import type { Service } from '../model/service.js';
import { limitProblem } from '../spec/limit-problem.js';
import type { DeviceRate, LimitSettings, ResourceLimits, Ulimit } from '../spec/limits.js';
import { invalid } from './invalid.js';

type Path = readonly (string | number)[];

/**
 * What a service may use: its own attributes and `deploy.resources`, which says the same of memory, CPUs and processes.
 * @throws TscomposeError STACK_FILE_INVALID for limits that cannot be, with the path of the attribute
 */
export function lowerLimits(service: Service, path: Path): LimitSettings {
  const limits = present(resourceLimits(service));
  const pids = service.deploy?.resources.limits?.pids ?? service.pids_limit ?? 0;
  const ulimits = lowerUlimits(service.ulimits);
  const shmSize = bytes(service.shm_size);
  const settings: LimitSettings = {
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    // 0 and negative numbers are no limit, as in Docker.
    ...(pids > 0 ? { pidsLimit: pids } : {}),
    ...(ulimits.length === 0 ? {} : { ulimits }),
    ...(shmSize === undefined || shmSize === 0 ? {} : { shmSize }),
    ...(service.oom_score_adj ? { oomScoreAdj: service.oom_score_adj } : {}),
  };
  const found = limitProblem(settings);
  if (found === undefined) return settings;
  throw invalid([...path, ...placeOfLimit(service, found.key)], found.problem);
}

function resourceLimits({ deploy, blkio_config: blockIo, ...service }: Service): Loose<ResourceLimits> {
  const most = deploy?.resources.limits;
  const least = deploy?.resources.reservations;
  const cpus = most?.cpus ?? service.cpus ?? 0;
  return {
    memory: bytes(most?.memory) ?? bytes(service.mem_limit),
    memorySwap: bytes(service.memswap_limit),
    memoryReservation: bytes(least?.memory) ?? bytes(service.mem_reservation),
    memorySwappiness: bytes(service.mem_swappiness),
    oomKillDisable: service.oom_kill_disable ? true : undefined,
    // Of single precision in the model, as in Docker Compose.
    nanoCpus: Math.round(cpus * 1e6) * 1000,
    cpuPeriod: service.cpu_period,
    cpuQuota: service.cpu_quota,
    cpuShares: service.cpu_shares,
    cpusetCpus: service.cpuset,
    ...lowerBlockIo(blockIo),
  };
}

function lowerBlockIo(config: BlockIo = {}): Loose<ResourceLimits> {
  return {
    blkioWeight: config.weight,
    blkioWeightDevice: config.weight_device?.map(({ Path, Weight }) => ({ path: Path, weight: Weight })),
    deviceReadBps: rates(config.device_read_bps),
    deviceWriteBps: rates(config.device_write_bps),
    deviceReadIops: rates(config.device_read_iops),
    deviceWriteIops: rates(config.device_write_iops),
  };
}

function rates(devices: readonly ModelRate[] | undefined): readonly DeviceRate[] | undefined {
  return devices?.map(({ Path, Rate }) => ({ path: Path, rate: Number(Rate) }));
}

/** By name, so that their order means nothing. */
function lowerUlimits(ulimits: Service['ulimits'] = {}): readonly Ulimit[] {
  return Object.entries(ulimits)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, limit]) => {
      if (typeof limit === 'number') return { name, soft: limit, hard: limit };
      return { name, soft: limit.soft ?? 0, hard: limit.hard ?? 0 };
    });
}

function bytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

/** Without what says nothing: absent, 0, empty. Swappiness alone has a meaning for 0 in the kernel, and none in Docker Compose. */
function present(limits: Loose<ResourceLimits>): ResourceLimits {
  const says = (value: unknown) =>
    value !== undefined && value !== 0 && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => says(value))) as ResourceLimits;
}

/** Where in a service a limit is said: the same may stand below `deploy`. @param key of the attribute */
export function placeOfLimit({ deploy }: Pick<Service, 'deploy'>, key: string): Path {
  const { limits, reservations } = deploy?.resources ?? {};
  if (key === 'mem_limit' && limits?.memory !== undefined) return ['deploy', 'resources', 'limits', 'memory'];
  if (key === 'cpus' && limits?.cpus !== undefined) return ['deploy', 'resources', 'limits', 'cpus'];
  if (key === 'mem_reservation' && reservations?.memory !== undefined) {
    return ['deploy', 'resources', 'reservations', 'memory'];
  }
  return key.split('.');
}
