import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './containers.js';
import { eventually } from './eventually.js';
import type { Sandbox } from './sandbox.js';

/** SIGKILL to a process, and waits until it does nothing any more. */
export async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await eventually(`process ${pid} ends`, async () => !(await isAlive(pid)));
}

/** @returns the process id that it had */
export async function killEngine(sandbox: Sandbox): Promise<number> {
  const pid = await enginePid(sandbox);
  await kill(pid);
  return pid;
}

/** Process id of the engine. @throws when none runs: a signal to process 0 would hit the test itself */
export async function enginePid(sandbox: Sandbox): Promise<number> {
  const pid = await sandbox.enginePid();
  if (pid === undefined) throw new Error('no engine runs');
  return pid;
}

export interface EngineAway {
  /** From now on an engine can start again. */
  letReturn(): Promise<void>;
}

/** Kills the engine and takes its lock in that very moment, so that nobody can start another. */
export async function keepEngineAway(sandbox: Sandbox): Promise<EngineAway> {
  const pid = await enginePid(sandbox);
  const holder = spawn('flock', ['--no-fork', join(sandbox.root, 'engine.lock'), 'cat'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(holder, 'exit');
  await eventually('flock(1) stands in line for the lock', async () =>
    (await readFile('/proc/locks', 'utf8'))
      .split('\n')
      .some((line) => /->\s+FLOCK/.test(line) && line.includes(` ${holder.pid} `)),
  );
  await kill(pid);
  return {
    letReturn: async () => {
      holder.stdin.end();
      await ended;
    },
  };
}

/** @returns its process id */
export async function engineReturns(sandbox: Sandbox): Promise<number> {
  return eventually('an engine starts by itself', () => sandbox.enginePid());
}
