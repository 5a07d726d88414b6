import { parseByteSize } from '../../base/byte-size.js';
import { TscomposeError } from '../../base/errors.js';
import type { DeviceRate, DeviceWeight, LimitSettings, ResourceLimits, Ulimit } from '../../spec/limits.js';
import { RLIMITS } from '../../spec/limits.js';
import type { ChangeableLimitFlags, LimitFlags } from '../limit-flags.js';

type Settings = Pick<LimitSettings, 'limits' | 'pidsLimit'>;
type Numbers = { -readonly [K in keyof ResourceLimits]: ResourceLimits[K] | undefined };

/** What `container update` changes. As in Docker, 0 changes nothing. @throws USAGE */
export function limitChanges(flags: ChangeableLimitFlags): Settings {
  const limits = present(changeable(flags));
  const pids = whole('--pids-limit', flags.pidsLimit);
  return {
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(pids === undefined ? {} : { pidsLimit: Math.max(pids, 0) }),
  };
}

/** @throws USAGE */
export function limitSettings(flags: LimitFlags): LimitSettings {
  const limits = present({
    ...changeable(flags),
    oomKillDisable: flags.oomKillDisable,
    blkioWeightDevice: some(flags.blkioWeightDevice.map(weightOf)),
    deviceReadBps: some(flags.deviceReadBps.map((text) => rateOf('--device-read-bps', text, bytes))),
    deviceReadIops: some(flags.deviceReadIops.map((text) => rateOf('--device-read-iops', text, whole))),
    deviceWriteBps: some(flags.deviceWriteBps.map((text) => rateOf('--device-write-bps', text, bytes))),
    deviceWriteIops: some(flags.deviceWriteIops.map((text) => rateOf('--device-write-iops', text, whole))),
  });
  const swappiness = whole('--memory-swappiness', flags.memorySwappiness) ?? -1;
  const all = swappiness === -1 ? limits : { ...limits, memorySwappiness: swappiness };
  const pidsLimit = whole('--pids-limit', flags.pidsLimit) ?? -1;
  const shmSize = bytes('--shm-size', flags.shmSize) ?? 0;
  const oomScoreAdj = whole('--oom-score-adj', flags.oomScoreAdj) ?? 0;
  const ulimits = flags.ulimit.map(ulimitOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...(Object.keys(all).length === 0 ? {} : { limits: all }),
    ...(pidsLimit > 0 ? { pidsLimit } : {}),
    ...(shmSize === 0 ? {} : { shmSize }),
    ...(oomScoreAdj === 0 ? {} : { oomScoreAdj }),
    ...(ulimits.length === 0 ? {} : { ulimits }),
  };
}

function changeable(flags: ChangeableLimitFlags): Numbers {
  return {
    memory: bytes('-m, --memory', flags.memory),
    memorySwap: flags.memorySwap === '-1' ? -1 : bytes('--memory-swap', flags.memorySwap),
    memoryReservation: bytes('--memory-reservation', flags.memoryReservation),
    nanoCpus: nanoCpus(flags.cpus),
    cpuPeriod: whole('--cpu-period', flags.cpuPeriod),
    cpuQuota: whole('--cpu-quota', flags.cpuQuota),
    cpuShares: whole('-c, --cpu-shares', flags.cpuShares),
    cpusetCpus: flags.cpusetCpus,
    cpusetMems: flags.cpusetMems,
    blkioWeight: whole('--blkio-weight', flags.blkioWeight),
  };
}

/** 0 and nothing say nothing. */
function present(limits: Numbers): ResourceLimits {
  const says = (value: unknown) => value !== undefined && value !== 0 && value !== '';
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => says(value))) as ResourceLimits;
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function nanoCpus(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) throw wrong(text, '--cpus', 'a number such as 1.5');
  if (/\.\d{10,}$/.test(text)) throw wrong(text, '--cpus', 'a number of nine decimals at most');
  return Math.round(Number(text) * 1e9);
}

function bytes(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = parseByteSize(text);
  if (size === undefined) throw wrong(text, flag, 'a size such as 512m');
  return size;
}

function whole(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw wrong(text, flag, 'a number');
  return Number(text);
}

function weightOf(text: string): DeviceWeight {
  const [path, value] = deviceAndValue('--blkio-weight-device', text);
  return { path, weight: whole('--blkio-weight-device', value) ?? 0 };
}

function rateOf(
  flag: string,
  text: string,
  read: (flag: string, text: string) => number | undefined,
): DeviceRate {
  const [path, value] = deviceAndValue(flag, text);
  return { path, rate: read(flag, value) ?? 0 };
}

function deviceAndValue(flag: string, text: string): readonly [string, string] {
  const [, path, value] = /^(\/dev\/.+):([^:]+)$/.exec(text) ?? [];
  if (path === undefined || value === undefined)
    throw wrong(text, flag, 'a device and a number, /dev/sda:1mb,');
  return [path, value];
}

/** `nofile=1024:2048`; one number is both. */
function ulimitOf(text: string): Ulimit {
  const [, name = '', soft, hard = soft] = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(text) ?? [];
  if (RLIMITS[name] === undefined)
    throw wrong(text, '--ulimit', `one of ${Object.keys(RLIMITS).sort().join(', ')}`);
  return { name, soft: Number(soft), hard: Number(hard) };
}

function wrong(value: string, flag: string, expected: string): TscomposeError {
  return new TscomposeError(
    'USAGE',
    `invalid argument "${value}" for "${flag}" flag: ${expected} is expected`,
  );
}
