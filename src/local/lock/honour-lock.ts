import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { LoadedStack, ResolvedStack } from '../../stackfile/request.js';
import { LOCK_FILE, type LockedImages, parseLock } from './lock-file.js';
import { type Drift, findDrift, lockable, pinStack } from './pin-stack.js';

/** What the lock file needs of whoever reads it. */
export interface LockCaller {
  /** Undefined when there is no such file. */
  readFile(path: string): Promise<string | undefined>;
  warn(message: string): void;
}

export interface LockOptions {
  /** `--locked`: the lock file must be there and fit the stack file. */
  readonly locked?: true;
  /** False for `--no-lock`. */
  readonly lock: boolean;
}

export function lockPath({ origin }: Pick<LoadedStack, 'origin'>): string {
  return join(origin.workingDir, LOCK_FILE);
}

/** Undefined: there is no lock file. @throws LOCK_INVALID */
export async function readLock(
  caller: Pick<LockCaller, 'readFile'>,
  loaded: Pick<LoadedStack, 'origin'>,
): Promise<LockedImages | undefined> {
  const path = lockPath(loaded);
  const text = await caller.readFile(path);
  return text === undefined ? undefined : parseLock(text, path);
}

/**
 * The stack with its images as the lock file has them, where there is one.
 * @throws LOCK_DRIFT when the two must fit and don't; LOCK_INVALID
 */
export async function honourLock(
  caller: LockCaller,
  loaded: ResolvedStack,
  { locked, lock }: LockOptions,
): Promise<ResolvedStack> {
  if (!lock) {
    if (locked) throw new TscomposeError('USAGE', '--locked and --no-lock contradict each other');
    return loaded;
  }
  const images = await readLock(caller, loaded);
  if (images === undefined) {
    if (locked) throw drifted(`${lockPath(loaded)} does not exist`);
    return loaded;
  }
  if (locked) requireNoDrift(findDrift(lockable(await loaded.whole()), images));
  // Of services that are left out nobody needs to hear.
  for (const name of findDrift(loaded.stack.services, images).unlocked) {
    caller.warn(`${name} is not in ${LOCK_FILE}; "tscompose lock" adds it`);
  }
  return { ...loaded, stack: pinStack(loaded.stack, images) };
}

function requireNoDrift({ unlocked, unused }: Drift): void {
  const parts = [
    ...(unlocked.length === 0 ? [] : [`it lacks ${unlocked.join(', ')}`]),
    ...(unused.length === 0 ? [] : [`no service uses ${unused.join(', ')}`]),
  ];
  if (parts.length > 0) throw drifted(`${LOCK_FILE} does not fit the stack file: ${parts.join('; ')}`);
}

function drifted(message: string): TscomposeError {
  return new TscomposeError('LOCK_DRIFT', message, {
    action: 'honour lock file',
    hint: 'Run "tscompose lock", look at what changed, and commit it.',
  });
}
