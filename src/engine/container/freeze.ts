import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TscomposeError } from '../../base/errors.js';

/** v1 tells nobody when the last process stands still. v2 does, but it is over in microseconds: one way has to do for both. */
const LOOK_AGAIN_MS = 2;
const GIVE_UP_MS = 10_000;

/**
 * Runs `work` while every process of a cgroup stands still.
 * @param path relative to each hierarchy's root
 * @throws KERNEL when there is no freezer, or the processes don't come to rest
 */
export async function whileFrozen<T>(
  hierarchies: readonly string[],
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await freeze(hierarchies, path);
    return await work();
  } finally {
    freezerOf(hierarchies, path).set(false);
  }
}

/**
 * Resolves when every process of a cgroup stands still. A container that ends meanwhile is none of its business.
 * @throws KERNEL when there is no freezer, or the processes don't come to rest
 */
export async function freeze(hierarchies: readonly string[], path: string): Promise<void> {
  const freezer = freezerOf(hierarchies, path);
  freezer.set(true);
  const deadline = performance.now() + GIVE_UP_MS;
  while (!freezer.isFrozen()) {
    if (performance.now() > deadline) throw failed(path, 'its processes do not come to rest');
    await delay(LOOK_AGAIN_MS);
  }
}

/** Lets a container go on whose engine was killed while it stood still; without effect on all others. */
export function thaw(hierarchies: readonly string[], path: string): void {
  const file = hierarchies
    .flatMap((root) => [join(root, path, 'freezer.state'), join(root, path, 'cgroup.freeze')])
    .find((candidate) => existsSync(candidate));
  if (file === undefined) return;
  const isV1 = file.endsWith('freezer.state');
  const state = readIfThere(file)?.trim();
  if (state !== (isV1 ? 'THAWED' : '0')) writeIfThere(file, isV1 ? 'THAWED' : '0');
}

interface Freezer {
  set(frozen: boolean): void;
  isFrozen(): boolean;
}

/** cgroup v2's (cgroup-v2.rst, "cgroup.freeze"), else v1's (freezer-subsystem.rst). */
function freezerOf(hierarchies: readonly string[], path: string): Freezer {
  const find = (file: string) =>
    hierarchies.map((root) => join(root, path, file)).find((candidate) => existsSync(candidate));
  const state = find('freezer.state');
  if (state !== undefined) {
    return {
      set: (frozen) => writeIfThere(state, frozen ? 'FROZEN' : 'THAWED'),
      isFrozen: () => ['FROZEN', undefined].includes(readIfThere(state)?.trim()),
    };
  }
  const freeze = find('cgroup.freeze');
  if (freeze === undefined) {
    if (!hierarchies.some((root) => existsSync(join(root, path)))) return GONE;
    throw failed(path, 'there is no freezer here');
  }
  const events = join(freeze, '..', 'cgroup.events');
  return {
    set: (frozen) => writeIfThere(freeze, frozen ? '1' : '0'),
    isFrozen: () => /^frozen 1$/m.test(readIfThere(events) ?? 'frozen 1'),
  };
}

/** Of a container that has ended: nothing of it moves any more. */
const GONE: Freezer = { set: () => {}, isFrozen: () => true };

/** Undefined when the container has ended, and its cgroup with it. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENODEV') return undefined;
    throw error;
  }
}

/** A container may end in between, and its cgroup with it. */
function writeIfThere(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENODEV') throw error;
  }
}

function failed(path: string, why: string): TscomposeError {
  return new TscomposeError('KERNEL', `cannot pause the container: ${why}`, {
    action: 'pause container',
    subject: path,
    hint: 'To commit it while it runs, use --pause=false.',
  });
}
