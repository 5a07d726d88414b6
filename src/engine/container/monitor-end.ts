import { setTimeout as delay } from 'node:timers/promises';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';

/** Between the end of a monitor's connection and that of its process the kernel needs microseconds; no event tells. */
const LOOK_AGAIN_MS = 1;

/** A monitor that has nothing left to hold may go on for as long as a client reads what its container wrote last. */
const LONGEST_PAUSE_MS = 1_000;

/** Resolves when a monitor we spawned is gone with everything it held: its lock, its ports. */
export async function reaped(addon: Pick<Addon, 'reap'>, pid: number): Promise<void> {
  while (addon.reap(pid) === undefined && alive(pid)) await delay(LOOK_AGAIN_MS);
}

/** Resolves when a monitor we spawned holds nothing any more; its process is reaped when it ends. */
export async function released(
  addon: Pick<Addon, 'reap' | 'tryLock' | 'closeFd'>,
  path: string,
  pid: number,
): Promise<void> {
  await lockFree(addon, path);
  void reapLater(addon, pid);
}

async function reapLater(addon: Pick<Addon, 'reap'>, pid: number): Promise<void> {
  for (let pause = LOOK_AGAIN_MS; addon.reap(pid) === undefined && alive(pid); ) {
    await delay(pause, undefined, { ref: false });
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/**
 * Resolves when nobody holds a monitor's lock any more.
 * @param withinMs absent: its process is ending for certain
 * @throws CONTAINER_START when it is held longer
 */
export async function lockFree(
  addon: Pick<Addon, 'tryLock' | 'closeFd'>,
  path: string,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const fd = addon.tryLock(path);
    if (fd !== undefined) {
      addon.closeFd(fd);
      return;
    }
    if (performance.now() > deadline) {
      throw new TscomposeError('CONTAINER_START', `a process holds ${path} and does not end`, {
        action: 'end a monitor',
        subject: path,
        hint: `"fuser -k ${path}" ends it.`,
      });
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
