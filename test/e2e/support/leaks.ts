import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scopeOf } from './scope.js';

const execFileAsync = promisify(execFile);

/**
 * What of a state root is still in the kernel although its stacks are down and its engine has ended: mounts, processes,
 * sockets, links, cgroups, nft tables. One line each.
 */
export async function findLeaks(root: string): Promise<readonly string[]> {
  const scope = scopeOf(root);
  const found = await Promise.all([
    mounts(root),
    processes(root),
    sockets(root),
    links(scope),
    cgroups(scope),
    tables(scope),
    files(root),
  ]);
  return found.flat();
}

async function mounts(root: string): Promise<readonly string[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8');
  return text
    .split('\n')
    .filter((line) => line.includes(`${root}/`))
    .map((line) => `mount: ${line}`);
}

/** Engine and monitors name the root on their command line or have files below it open. */
async function processes(root: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const lines = await Promise.all(ids.map((id) => processLine(id, root)));
  return lines.flatMap((line) => line ?? []);
}

async function processLine(id: string, root: string): Promise<string | undefined> {
  try {
    const command = (await readFile(`/proc/${id}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    const place = await readlink(`/proc/${id}/cwd`);
    const descriptors = await readdir(`/proc/${id}/fd`);
    const open = await Promise.all(descriptors.map((fd) => readlink(`/proc/${id}/fd/${fd}`).catch(() => '')));
    const isOurs = [command, place, ...open].some((text) => text.includes(`${root}/`) || text.endsWith(root));
    return isOurs ? `process ${id}: ${command}` : undefined;
  } catch (error) {
    // It ended while it was looked at, is a kernel thread, or belongs to somebody whom even root may not look at.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}

async function sockets(root: string): Promise<readonly string[]> {
  const text = await readFile('/proc/net/unix', 'utf8');
  return text
    .split('\n')
    .filter((line) => line.includes(`${root}/`))
    .map((line) => `socket: ${line}`);
}

async function links(scope: string): Promise<readonly string[]> {
  const mark = scope.slice(0, 4);
  const names = await readdir('/sys/class/net');
  return names.filter((name) => new RegExp(`^tscv?${mark}-`).test(name)).map((name) => `link: ${name}`);
}

async function cgroups(scope: string): Promise<readonly string[]> {
  const top = '/sys/fs/cgroup';
  const hierarchies = [top, ...(await readdir(top)).map((name) => join(top, name))];
  return hierarchies
    .map((hierarchy) => join(hierarchy, 'tscompose', scope))
    .filter((path) => existsSync(path))
    .map((path) => `cgroup: ${path}`);
}

async function tables(scope: string): Promise<readonly string[]> {
  const { stdout } = await execFileAsync('nft', ['list', 'tables']);
  return stdout
    .split('\n')
    .filter((line) => line.endsWith(`tscompose-${scope}`))
    .map((line) => `nft: ${line}`);
}

/** Folders of objects that should be gone with their stacks; images stay. */
async function files(root: string): Promise<readonly string[]> {
  const folders = ['containers', 'networks', 'volumes', 'run/netns', 'run/monitors'];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const path = join(root, folder);
      if (!existsSync(path)) return [];
      return (await readdir(path)).map((name) => `file: ${join(path, name)}`);
    }),
  );
  return found.flat();
}
