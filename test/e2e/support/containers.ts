import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import type { Sandbox } from './sandbox.js';

/** What a line of `ps --format json` has that the tests look at. */
export interface PsRow {
  readonly ID: string;
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Status: string;
  readonly ExitCode: number;
  readonly Health: string;
}

/** `ps -a` of the stack in the project directory. @param globals options before the verb, such as `-p other` */
export async function ps(sandbox: Sandbox, ...globals: string[]): Promise<readonly PsRow[]> {
  const { stdout } = await sandbox.ok([...globals, 'ps', '-a', '--format', 'json']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PsRow);
}

export async function psRow(sandbox: Sandbox, service: string): Promise<PsRow | undefined> {
  return (await ps(sandbox)).find((row) => row.Service === service);
}

/** Processes of a running container as the machine sees them. */
export interface Processes {
  readonly init: number;
  readonly monitor: number;
}

/** Found in the state root, so that looking starts no engine. Undefined when no such container runs. */
export async function processesOf(sandbox: Sandbox, container: string): Promise<Processes | undefined> {
  return (await runningContainers(sandbox.root)).get(container);
}

/** As {@link processesOf}. @throws when it does not run */
export async function running(sandbox: Sandbox, container: string): Promise<Processes> {
  return eventually(`${container} runs`, () => processesOf(sandbox, container));
}

/** All containers of a state root whose init lives, by name. */
export async function runningContainers(root: string): Promise<ReadonlyMap<string, Processes>> {
  const found = new Map<string, Processes>();
  const directory = join(root, 'containers');
  for (const id of await readdir(directory).catch(() => [])) {
    const record = await readObject(join(directory, id, 'container.json'));
    const state = await readObject(join(directory, id, 'state.json'));
    const { name } = (record?.spec ?? {}) as { name?: string };
    const { pid } = (state?.run ?? {}) as { pid?: number };
    if (name === undefined || pid === undefined) continue;
    const monitor = await parentOf(pid);
    if (monitor !== undefined) found.set(name, { init: pid, monitor });
  }
  return found;
}

/** Undefined when it isn't there (yet, or any more), or is just being written over. */
export async function readObject(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function parentOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const parent = /^PPid:\t(\d+)$/m.exec(status)?.[1];
  return parent === undefined ? undefined : Number(parent);
}

/** False for zombies too: they do nothing any more. */
export async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\t[ZX]/m.test(status);
}
