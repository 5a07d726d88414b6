import { setTimeout as delay } from 'node:timers/promises';
import type { Addon } from '../../native/addon-surface.js';

/** Between the end of a monitor's connection and that of its process the kernel needs microseconds; no event tells. */
const LOOK_AGAIN_MS = 1;

/** Resolves when a monitor we spawned is gone with everything it held: its lock, its ports. */
export async function reaped(addon: Pick<Addon, 'reap'>, pid: number): Promise<void> {
  while (addon.reap(pid) === undefined && alive(pid)) await delay(LOOK_AGAIN_MS);
}

/** Resolves when nobody holds a monitor's lock any more. */
export async function lockFree(addon: Pick<Addon, 'tryLock' | 'closeFd'>, path: string): Promise<void> {
  for (;;) {
    const fd = addon.tryLock(path);
    if (fd !== undefined) {
      addon.closeFd(fd);
      return;
    }
    await delay(LOOK_AGAIN_MS);
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
