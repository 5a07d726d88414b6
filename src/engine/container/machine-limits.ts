import { readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import type { ResourceLimits } from '../../spec/limits.js';
import { stackPath } from './stack-path.js';

/** What this machine has to give. */
export interface Machine {
  readonly cpus: number;
  /** Numbers of processors and memory nodes: `0-1`. */
  readonly cpuList: string;
  readonly nodeList: string;
  readonly unified: boolean;
}

/** @throws CONTAINER_START for limits that this machine or its kernel cannot heed; with the place in the stack file */
export function requireMachineCan(spec: ContainerSpec): void {
  if (spec.limits === undefined) return;
  const found = machineProblem(spec.limits, thisMachine());
  if (found === undefined) {
    for (const path of devicesOf(spec.limits)) deviceNumber(path, spec);
    return;
  }
  throw refused(spec, found.keys, found.problem);
}

/** True when controllers are those of cgroup v2. @param mounts content of /proc/self/mounts */
export function isUnified(mounts: string): boolean {
  return !mounts
    .split('\n')
    .map((line) => line.split(' '))
    .some(([, , type, options = '']) => type === 'cgroup' && !options.includes('name='));
}

export function unifiedHere(): boolean {
  return isUnified(readFileSync('/proc/self/mounts', 'utf8'));
}

function thisMachine(): Machine {
  const list = (path: string) => readFileSync(path, 'utf8').trim();
  return {
    cpus: cpus().length,
    cpuList: list('/sys/devices/system/cpu/online'),
    nodeList: listOr('/sys/devices/system/node/online', '0'),
    unified: unifiedHere(),
  };
}

/** A kernel for one memory node alone need not have the file. */
function listOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}

/** The first limit that the machine cannot heed; `keys` are where a service says it. */
export function machineProblem(
  limits: ResourceLimits,
  machine: Machine,
): { readonly keys: readonly string[]; readonly problem: string } | undefined {
  const { nanoCpus = 0, cpusetCpus = '', cpusetMems = '' } = limits;
  const found = (key: string, problem: string) => ({ keys: [key], problem });
  if (nanoCpus > machine.cpus * 1e9) {
    const few = machine.cpus === 1 ? 'there is one' : `there are ${machine.cpus}`;
    return found('cpus', `${nanoCpus / 1e9} CPUs are more than this machine has: ${few}`);
  }
  if (!isWithin(cpusetCpus, machine.cpuList)) {
    return found('cpuset', `the CPUs ${cpusetCpus} are not all there: this machine has ${machine.cpuList}`);
  }
  if (!isWithin(cpusetMems, machine.nodeList)) {
    return found(
      'cpuset_mems',
      `the memory nodes ${cpusetMems} are not all there: this machine has ${machine.nodeList}`,
    );
  }
  if (!machine.unified) return undefined;
  if (limits.memorySwappiness !== undefined) {
    return found(
      'mem_swappiness',
      'cgroup v2, which this machine uses, has no swappiness of single containers',
    );
  }
  if (limits.oomKillDisable) {
    return found(
      'oom_kill_disable',
      'cgroup v2, which this machine uses, always kills where memory runs out',
    );
  }
  return undefined;
}

function isWithin(wanted: string, available: string): boolean {
  const there = new Set(numbersOf(available));
  return numbersOf(wanted).every((number) => there.has(number));
}

/** `0-3,5`, cpuset(7). */
function numbersOf(list: string): readonly number[] {
  return list
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      // Far more than any machine has: enough to find that one is missing.
      return Array.from({ length: Math.min(Math.max(to - from + 1, 1), 8192) }, (_, index) => from + index);
    });
}

function devicesOf(limits: ResourceLimits): readonly string[] {
  const { blkioWeightDevice = [], deviceReadBps = [], deviceWriteBps = [] } = limits;
  const { deviceReadIops = [], deviceWriteIops = [] } = limits;
  const all = [
    ...blkioWeightDevice,
    ...deviceReadBps,
    ...deviceWriteBps,
    ...deviceReadIops,
    ...deviceWriteIops,
  ];
  return all.map(({ path }) => path);
}

/** `8:0`. @throws CONTAINER_START when there is no such block device */
export function deviceNumber(path: string, spec: ContainerSpec): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw refused(spec, ['blkio_config'], `there is no device ${path}`);
  if (!found.isBlockDevice()) throw refused(spec, ['blkio_config'], `${path} is no block device`);
  return numberText(found.rdev);
}

/** As stat(2) of glibc packs it, makedev(3). */
export function numberText(rdev: number): string {
  const packed = BigInt(rdev);
  const major = ((packed >> 8n) & 0xfffn) | ((packed >> 32n) & ~0xfffn);
  const minor = (packed & 0xffn) | ((packed >> 12n) & ~0xffn);
  return `${major}:${minor & 0xffffffffn}`;
}

function refused(spec: ContainerSpec, keys: readonly string[], problem: string): TscomposeError {
  return new TscomposeError('CONTAINER_START', `${spec.name}: ${keys.join('.')}: ${problem}`, {
    action: 'limit container',
    subject: spec.name,
    path: stackPath(spec, ...keys),
    hint: 'Ask for what this machine has, or leave the limit out.',
  });
}
