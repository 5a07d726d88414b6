import { setTimeout as delay } from 'node:timers/promises';
import { TscomposeError } from '../../base/errors.js';

const LOOK_AGAIN_MS = 10;
const DEADLINE_MS = 15_000;

/**
 * Resolves when a process that is not our child has ended. Node has no pidfd to wait on, so it is looked for again and again.
 * @throws TIMEOUT
 */
export async function processEnd(pid: number): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      throw new TscomposeError(
        'TIMEOUT',
        `process ${pid} has not ended ${DEADLINE_MS / 1000} s after it was asked to`,
      );
    }
    await delay(LOOK_AGAIN_MS);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
