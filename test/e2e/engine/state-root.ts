import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../support/sandbox.js';

interface ContainerOnDisk {
  readonly name: string;
  readonly run: {
    readonly phase: string;
    readonly pid?: number;
    readonly exitCode?: number | string;
    readonly error?: string;
  } | null;
}

/** A container of a state root as its files say, found by its name. */
export function containerOnDisk(root: string, name: string): ContainerOnDisk {
  const directory = join(root, 'containers');
  for (const id of readdirSync(directory)) {
    const record = json(join(directory, id, 'container.json')) as { spec: { name: string } };
    if (record.spec.name !== name) continue;
    const { run } = json(join(directory, id, 'state.json')) as Pick<ContainerOnDisk, 'run'>;
    return { name, run };
  }
  throw new Error(`no container ${name} below ${directory}`);
}

/** Process ids of a running container: its init and the monitor, its parent. */
export async function processesOf(
  root: string,
  name: string,
): Promise<{ readonly init: number; readonly monitor: number }> {
  // The engine writes down that it runs without letting anybody wait for the disk.
  const { run } = await eventually(
    () => containerOnDisk(root, name),
    (container) => container.run?.phase === 'running',
  );
  const init = run?.pid ?? 0;
  const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${init}/status`, 'utf8'))?.[1]);
  if (!(init > 1 && parent > 1)) throw new Error(`${name} has no monitor`);
  return { init, monitor: parent };
}

/** Process id of the engine. @throws when none runs: a signal to process 0 would hit the test itself */
export async function enginePid(sandbox: Pick<Sandbox, 'enginePid'>): Promise<number> {
  const pid = await sandbox.enginePid();
  if (pid === undefined) throw new Error('no engine runs');
  return pid;
}

/** Polls, since the processes looked at are no children of the test and nothing else tells. */
export async function eventually<T>(look: () => T | Promise<T>, fits: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** False for a process that has ended, whether or not its parent has looked. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
