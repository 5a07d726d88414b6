import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addon } from '../../native/addon-surface.js';
import { childCgroups, mountedHierarchies, removeCgroup, removeEmptyCgroup } from './cgroups.js';
import {
  cgroupParent,
  cgroupPath,
  containersDirectory,
  monitorSocketsDirectory,
  runtimesDirectory,
  shortId,
} from './container-paths.js';

export interface LeftoverScope {
  readonly root: string;
  readonly runDir: string;
  readonly scope: string;
}

/** Removes kernel objects and sockets of containers that don't run: what killed engines and monitors left. */
export async function sweepLeftovers(
  addon: Pick<Addon, 'umount'>,
  { root, runDir, scope }: LeftoverScope,
  running: ReadonlySet<string>,
): Promise<void> {
  await sweepSockets(monitorSocketsDirectory(runDir), new Set([...running].map(shortId)));
  await sweepRuntimes(runtimesDirectory(runDir), containersDirectory(root));
  await sweepCgroups(scope, running);
  for (const path of mountPointsBelow(
    await readFile('/proc/self/mountinfo', 'utf8'),
    containersDirectory(root),
  )) {
    addon.umount(path, true);
  }
}

/** Removes the cgroup above all containers of a state root, when none is left in it. */
export function removeScopeCgroup(scope: string): void {
  const hierarchies = mountedHierarchies();
  removeEmptyCgroup(hierarchies, cgroupParent(scope));
  removeEmptyCgroup(hierarchies, 'tscompose');
}

async function sweepSockets(directory: string, running: ReadonlySet<string>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const stale = (await readdir(directory)).filter((name) => !running.has(name.replace(/\.sock$/, '')));
  await Promise.all(stale.map((name) => rm(join(directory, name), { force: true })));
}

/** Those of containers that are gone. */
async function sweepRuntimes(directory: string, containers: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const existing = new Set(await readdir(containers));
  const stale = (await readdir(directory)).filter((id) => !existing.has(id));
  await Promise.all(stale.map((id) => rm(join(directory, id), { recursive: true, force: true })));
}

async function sweepCgroups(scope: string, running: ReadonlySet<string>): Promise<void> {
  const hierarchies = mountedHierarchies();
  const stale = childCgroups(hierarchies, cgroupParent(scope)).filter((name) => !running.has(name));
  await Promise.all(stale.map((name) => removeCgroup(hierarchies, cgroupPath(scope, name))));
}

/** Mount points below a directory, innermost first. @param mountInfo content of /proc/self/mountinfo (proc(5)) */
export function mountPointsBelow(mountInfo: string, directory: string): readonly string[] {
  return mountInfo
    .split('\n')
    .map((line) => unescapeOctal(line.split(' ')[4] ?? ''))
    .filter((path) => path.startsWith(`${directory}/`))
    .sort((a, b) => b.length - a.length);
}

/** The kernel writes blanks and backslashes of paths as `\040`. */
function unescapeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
