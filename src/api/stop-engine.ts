import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { TscomposeError } from '../base/errors.js';
import type { HttpCaller } from './http-call.js';
import type { EngineStatus } from './messages.js';
import { ROUTES } from './routes.js';

/** No event tells a process of the end of another one that isn't its child. */
const LOOK_AGAIN_MS = 5;
const DEADLINE_MS = 15_000;

/**
 * Asks the engine to end and waits until its process is gone, so that what follows meets none of it.
 * @throws TIMEOUT when it doesn't end
 */
export async function stopEngine(caller: HttpCaller): Promise<void> {
  const { pid } = await caller.json<EngineStatus>({ route: ROUTES.status });
  await caller.json({ route: ROUTES.stopEngine });
  const deadline = performance.now() + DEADLINE_MS;
  while (exists(pid)) {
    if (performance.now() > deadline) {
      throw new TscomposeError('TIMEOUT', `the engine, process ${pid}, was asked to end and did not`, {
        action: 'stop the engine',
        hint: `Its containers survive it: "kill -9 ${pid}" ends it.`,
      });
    }
    await delay(LOOK_AGAIN_MS);
  }
}

/**
 * A zombie holds nothing any more; where nobody reaps orphans, as in many containers, it stays one. Its descriptors tell: reading
 * its status instead may keep its memory alive, and then this process pays for freeing that.
 */
function exists(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).length > 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}
