import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a cgroup has used. */
export interface CgroupUse {
  readonly cpuNs: number;
  readonly memory: number;
  /** Bytes; undefined: no limit. */
  readonly memoryLimit: number | undefined;
  readonly read: number;
  readonly written: number;
  readonly pids: number;
}

/** v1 says "no limit" with the largest number of pages there is (memory.txt, 2.1); nothing real comes near. */
const NO_LIMIT = 2 ** 60;

/**
 * What the kernel has counted, of v1 and v2 alike; 0 where a controller is missing.
 * @param path relative to each hierarchy's root
 */
export function cgroupUse(hierarchies: readonly string[], path: string): CgroupUse {
  const read = (name: string) => firstText(hierarchies.map((root) => join(root, path, name)));
  const io = read('io.stat');
  const [readBytes, written] =
    io === undefined ? v1Bytes(read('blkio.throttle.io_service_bytes_recursive') ?? '') : v2Bytes(io);
  const limit = read('memory.max') ?? read('memory.limit_in_bytes') ?? '';
  const memoryStat = read('memory.stat') ?? '';
  const cache = field(memoryStat, 'total_inactive_file') ?? field(memoryStat, 'inactive_file') ?? 0;
  const memory = number(read('memory.current') ?? read('memory.usage_in_bytes'));
  const usec = field(read('cpu.stat') ?? '', 'usage_usec');
  return {
    cpuNs: usec === undefined ? number(read('cpuacct.usage')) : usec * 1000,
    memory: cache < memory ? memory - cache : memory,
    memoryLimit: /^\d+$/.test(limit.trim()) && Number(limit) < NO_LIMIT ? Number(limit) : undefined,
    read: readBytes,
    written,
    pids: number(read('pids.current')),
  };
}

/** `8:0 rbytes=1 wbytes=2 ...`, a line per disk (cgroup-v2.rst, "io.stat"). */
function v2Bytes(text: string): readonly [number, number] {
  return [sum(text.matchAll(/ rbytes=(\d+)/g)), sum(text.matchAll(/ wbytes=(\d+)/g))];
}

/** `8:0 Read 1`, a line per disk and kind (blkio-controller.rst). */
function v1Bytes(text: string): readonly [number, number] {
  return [sum(text.matchAll(/^\d+:\d+ Read (\d+)$/gm)), sum(text.matchAll(/^\d+:\d+ Write (\d+)$/gm))];
}

function sum(matches: Iterable<RegExpMatchArray>): number {
  return [...matches].reduce((total, [, value]) => total + Number(value), 0);
}

function field(text: string, name: string): number | undefined {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

function number(text: string | undefined): number {
  const value = Number(text?.trim());
  return Number.isFinite(value) ? value : 0;
}

function firstText(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another hierarchy's, or a cgroup that is gone.
      if (code !== 'ENOENT' && code !== 'ENODEV' && code !== 'EOPNOTSUPP') throw error;
    }
  }
  return undefined;
}
