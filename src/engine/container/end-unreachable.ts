import { readFileSync, statSync } from 'node:fs';
import { toTscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import { removeCgroup } from './cgroups.js';
import type { ContainerParts } from './container-parts.js';
import { type ContainerPaths, cgroupPath } from './container-paths.js';
import type { LiveRun } from './launch.js';
import { lockFree } from './monitor-end.js';
import { takeOver } from './take-over.js';

/** A process that is killed needs moments; one that is not found could take for ever. */
const GIVE_UP_MS = 5_000;

/**
 * As {@link takeOver}, for whom nothing may stand in the way: a monitor that cannot be reached is ended.
 * @param id of the container
 */
export async function takeOverOrEnd(
  { addon, files, onFault, scope }: Pick<ContainerParts, 'addon' | 'files' | 'onFault' | 'scope'>,
  id: string,
  hierarchies: readonly string[],
): Promise<LiveRun | undefined> {
  const paths = files.paths(id);
  try {
    return await takeOver(addon, paths);
  } catch (error) {
    onFault(toTscomposeError(error));
    await endUnreachable(addon, paths, hierarchies, cgroupPath(scope, id));
    return undefined;
  }
}

/**
 * Ends a run whose monitor holds its lock and cannot be talked to: nobody could stop it, look into it, or start it again.
 * @param cgroup of the container, relative to each hierarchy's root
 */
async function endUnreachable(
  addon: Pick<Addon, 'tryLock' | 'closeFd'>,
  paths: ContainerPaths,
  hierarchies: readonly string[],
  cgroup: string,
): Promise<void> {
  const { dev, ino } = statSync(paths.lock, { bigint: true });
  const holder = lockHolder(readFileSync('/proc/locks', 'utf8'), dev, ino);
  // Its container goes with it (PR_SET_PDEATHSIG), and what that forked with its cgroup.
  if (holder !== undefined) killIfThere(holder);
  await removeCgroup(hierarchies, cgroup);
  await lockFree(addon, paths.lock, GIVE_UP_MS);
}

/**
 * Process that holds the flock on a file.
 * @param locks content of /proc/locks (proc_locks(5)): `1: FLOCK  ADVISORY  WRITE 708 08:01:393254 0 EOF`
 * @param device as stat(2) tells it (makedev(3))
 */
export function lockHolder(locks: string, device: bigint, inode: bigint): number | undefined {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  const hex = (number: bigint) => number.toString(16).padStart(2, '0');
  const file = `${hex(major)}:${hex(minor)}:${inode}`;
  for (const line of locks.split('\n')) {
    const [, kind, , , pid, where] = line.trim().split(/\s+/);
    if (kind === 'FLOCK' && where === file) return Number(pid);
  }
  return undefined;
}

function killIfThere(pid: number): void {
  try {
    // 0: it lives in another pid namespace, and the call would hit ourselves.
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
