import { setTimeout as delay } from 'node:timers/promises';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import { PROTOCOL_VERSION } from '../../wire/messages.js';
import { nobodyListens } from '../../wire/socket-path.js';
import type { ContainerPaths } from './container-paths.js';
import type { LiveRun } from './launch.js';
import { lockFree } from './monitor-end.js';
import { MonitorLink } from './monitor-link.js';

/** A monitor that holds its lock but doesn't listen is about to, or about to end; both take moments. */
const LOOK_AGAIN_MS = 5;
const GIVE_UP_MS = 5_000;

/**
 * The run that a monitor started by a former engine looks after; undefined when no monitor lives.
 * @throws CONTAINER_START when a monitor lives but doesn't answer
 */
export async function takeOver(
  addon: Pick<Addon, 'tryLock' | 'closeFd'>,
  paths: ContainerPaths,
): Promise<LiveRun | undefined> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (isHeld(addon, paths.lock)) {
    const run = await greet(addon, paths, deadline - performance.now());
    if (run !== undefined) return run;
    if (performance.now() > deadline) {
      throw new TscomposeError('CONTAINER_START', `the monitor at ${paths.monitorSocket} does not answer`, {
        action: 'take over container',
        subject: paths.directory,
      });
    }
    await delay(LOOK_AGAIN_MS);
  }
  return undefined;
}

/** Whether a monitor lives. */
export function isHeld(addon: Pick<Addon, 'tryLock' | 'closeFd'>, path: string): boolean {
  let fd: number | undefined;
  try {
    fd = addon.tryLock(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  if (fd === undefined) return true;
  addon.closeFd(fd);
  return false;
}

/** Undefined when nobody listens, or answers in time, or the monitor ended meanwhile. */
async function greet(
  addon: Pick<Addon, 'tryLock' | 'closeFd'>,
  paths: ContainerPaths,
  withinMs: number,
): Promise<LiveRun | undefined> {
  let link: MonitorLink;
  try {
    link = await MonitorLink.connect(paths.monitorSocket);
  } catch (error) {
    if (nobodyListens(error)) return undefined;
    throw error;
  }
  // One that is being debugged, or stands still, takes connections and says nothing.
  const tooLate = setTimeout(() => link.destroy(), Math.max(0, withinMs));
  const answer = await link.ask({ type: 'Hello', version: PROTOCOL_VERSION }).catch(() => undefined);
  clearTimeout(tooLate);
  if (answer?.type !== 'State') {
    link.destroy();
    return undefined;
  }
  const { pid, startedAt, startedMs } = answer;
  // One that an earlier release started doesn't tell.
  const monotonic = startedMs === 0 ? {} : { startedMs };
  return { link, pid, startedAt, ...monotonic, gone: () => lockFree(addon, paths.lock) };
}
