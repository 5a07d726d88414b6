import { setTimeout as delay } from 'node:timers/promises';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';

/** Longer than any honest holder needs, which is a few milliseconds. */
const LIMIT_MS = 10_000;
const POLL_MS = 5;

/**
 * Runs `work` while no other engine of this machine runs its own under the same lock. A file lock cannot be waited for
 * without blocking the event loop, so it is tried again every few milliseconds.
 * @throws TIMEOUT when somebody keeps it for ten seconds
 */
export async function withMachineLock<T>(
  addon: Pick<Addon, 'tryLock' | 'closeFd'>,
  path: string,
  work: () => T,
): Promise<T> {
  for (let waited = 0; waited < LIMIT_MS; waited += POLL_MS) {
    const lock = addon.tryLock(path);
    if (lock === undefined) {
      await delay(POLL_MS);
      continue;
    }
    try {
      return work();
    } finally {
      addon.closeFd(lock);
    }
  }
  throw new TscomposeError('TIMEOUT', `another engine has held ${path} for ten seconds`, {
    action: 'choose a subnet',
    subject: path,
  });
}
