import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Who holds a port of this machine, found as netstat(8) does: socket table → inode → descriptor of a process. */

export interface PortHolder {
  readonly pid: number;
  /** Short name of the program (`/proc/PID/comm`). */
  readonly program: string;
}

const TCP_LISTEN = '0A';

/** @returns undefined when no process can be told, for example because the socket is bound but doesn't listen */
export async function findPortHolder(
  procPath: string,
  protocol: 'tcp' | 'udp',
  port: number,
): Promise<PortHolder | undefined> {
  const inodes = new Set<string>();
  for (const table of [protocol, `${protocol}6`]) {
    for (const inode of socketInodes(await readIfThere(join(procPath, 'net', table)), protocol, port)) {
      inodes.add(inode);
    }
  }
  return inodes.size === 0 ? undefined : processWithSocket(procPath, inodes);
}

/** Inodes of sockets bound to the port, from the text of /proc/net/{tcp,udp}[6] (proc_net(5)). */
export function socketInodes(table: string, protocol: 'tcp' | 'udp', port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const [local, state, inode] = [fields[1], fields[3], fields[9]];
      if (local?.endsWith(`:${hexPort}`) !== true || inode === undefined) return [];
      return protocol === 'udp' || state === TCP_LISTEN ? [inode] : [];
    });
}

async function processWithSocket(
  procPath: string,
  inodes: ReadonlySet<string>,
): Promise<PortHolder | undefined> {
  const wanted = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const name of await readdir(procPath)) {
    if (!/^\d+$/.test(name)) continue;
    if (!(await hasDescriptor(join(procPath, name, 'fd'), wanted))) continue;
    const program = (await readIfThere(join(procPath, name, 'comm'))).trim();
    return { pid: Number(name), program };
  }
  return undefined;
}

async function hasDescriptor(directory: string, wanted: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await unlessGone(readdir(directory), []);
  for (const descriptor of descriptors) {
    if (wanted.has(await unlessGone(readlink(join(directory, descriptor)), ''))) return true;
  }
  return false;
}

function readIfThere(path: string): Promise<string> {
  return unlessGone(readFile(path, 'utf8'), '');
}

/** Processes end while they are looked at, and those of others may be hidden. */
async function unlessGone<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return otherwise;
    throw error;
  }
}
