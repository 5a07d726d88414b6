import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** cgroup v1 has no event for "empty" that an unrelated process could wait for. */
const LOOK_AGAIN_MS = 5;
const GIVE_UP_MS = 10_000;

/** Roots of all cgroup hierarchies that are mounted here, v1 and v2. @param mounts content of /proc/self/mounts */
export function cgroupHierarchies(mounts: string): readonly string[] {
  const roots = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .map(([, path = '']) => path);
  return [...new Set(roots)].sort();
}

/** The mounted hierarchies as they are now. */
export function mountedHierarchies(): readonly string[] {
  return cgroupHierarchies(readFileSync('/proc/self/mounts', 'utf8'));
}

/** Names of the cgroups directly below `parent` in any hierarchy. */
export function childCgroups(hierarchies: readonly string[], parent: string): readonly string[] {
  const names = hierarchies.flatMap((root) => subdirectories(join(root, parent)));
  return [...new Set(names)].sort();
}

/** Processes of a cgroup and of those below it, sorted. @param path relative to each hierarchy's root */
export function cgroupPids(hierarchies: readonly string[], path: string): readonly number[] {
  const pids = hierarchies.flatMap((root) => pidsBelow(join(root, path)));
  return [...new Set(pids)].sort((a, b) => a - b);
}

function pidsBelow(directory: string): readonly number[] {
  const own = readLines(join(directory, 'cgroup.procs')).map(Number);
  return [...own, ...subdirectories(directory).flatMap((name) => pidsBelow(join(directory, name)))];
}

/**
 * Kills whatever is left in a cgroup and removes it from every hierarchy; absent is success.
 * @param path relative to each hierarchy's root
 */
export async function removeCgroup(hierarchies: readonly string[], path: string): Promise<void> {
  const directories = hierarchies
    .map((root) => join(root, path))
    .filter((directory) => existsSync(directory));
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    for (const directory of directories) killAll(directory);
    if (directories.filter((directory) => !removeTree(directory)).length === 0) return;
    if (performance.now() > deadline) throw new Error(`processes in the cgroup ${path} do not end`);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Removes a parent that has no cgroups left; one in use is left alone. */
export function removeEmptyCgroup(hierarchies: readonly string[], path: string): void {
  for (const root of hierarchies) tryRmdir(join(root, path));
}

function killAll(directory: string): void {
  const killFile = join(directory, 'cgroup.kill');
  if (existsSync(killFile)) {
    writeFileSync(killFile, '1');
    return;
  }
  // A signal reaches no process that v1 keeps frozen.
  thawDirectory(directory);
  for (const name of subdirectories(directory)) killAll(join(directory, name));
  for (const line of readLines(join(directory, 'cgroup.procs'))) {
    try {
      process.kill(Number(line), 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function thawDirectory(directory: string): void {
  const file = join(directory, 'freezer.state');
  if (existsSync(file)) writeFileSync(file, 'THAWED');
}

/** True when it is gone. */
function removeTree(directory: string): boolean {
  const empty = subdirectories(directory).every((name) => removeTree(join(directory, name)));
  return empty && tryRmdir(directory);
}

function tryRmdir(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false;
    throw error;
  }
}

function subdirectories(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A cgroup that vanished meanwhile, or a threaded one, has no list to kill from.
    if (code === 'ENOENT' || code === 'ENODEV' || code === 'EOPNOTSUPP') return [];
    throw error;
  }
}
