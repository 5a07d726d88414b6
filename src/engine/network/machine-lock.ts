import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';

/** Longer than any honest holder needs, which is a few milliseconds. */
const LIMIT_MS = 10_000;

type Locks = Pick<Addon, 'tryLock' | 'awaitLock' | 'closeFd'>;

/**
 * Runs `work` while no other engine of this machine runs its own under the same lock.
 * @throws TIMEOUT when somebody keeps it for ten seconds
 */
export async function withMachineLock<T>(addon: Locks, path: string, work: () => T): Promise<T> {
  const lock = addon.tryLock(path) ?? (await lockInTime(addon, path));
  try {
    return work();
  } finally {
    addon.closeFd(lock);
  }
}

async function lockInTime(addon: Locks, path: string): Promise<number> {
  const taken = addon.awaitLock(path);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(heldTooLong(path)), LIMIT_MS);
  });
  try {
    return await Promise.race([taken, late]);
  } catch (error) {
    // Should the wait end after all, nobody wants the lock any more.
    taken.then(addon.closeFd, () => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function heldTooLong(path: string): TscomposeError {
  return new TscomposeError('TIMEOUT', `another engine has held ${path} for ten seconds`, {
    action: 'choose a subnet',
    subject: path,
  });
}
