import { mkdir, rename } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Damage, Mendable, Repaired } from '../../spec/repair.js';

/** Undefined for what is no damage of a file. */
export function damageOf(error: unknown, kind: Damage['kind'], remedy: Damage['remedy']): Damage | undefined {
  if (!isCorrupt(error)) return undefined;
  const path = error.details.subject ?? '';
  return { kind, path, why: error.message.replace(`cannot use ${path}: `, ''), remedy };
}

export function isCorrupt(error: unknown): error is TscomposeError {
  return error instanceof TscomposeError && error.code === 'STATE_CORRUPT';
}

/** What the work throws when a file is damaged; undefined when it isn't. */
export async function corruptionOf(work: () => Promise<unknown>): Promise<TscomposeError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    return error;
  }
}

/**
 * Moves a file or directory of the state root out of the way, to the same place below `damaged/TIME/`.
 * @returns where it lies now
 */
export async function setAside(root: string, path: string): Promise<string> {
  const time = new Date().toISOString().replaceAll(':', '-');
  const place = join(root, 'damaged', time, relative(root, path));
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  await rename(path, place);
  return place;
}

/** Sees to a damage; one that cannot be mended must not keep others from it. */
export async function mend({ mend: deed, ...damage }: Mendable): Promise<Repaired> {
  try {
    const movedTo = await deed();
    return movedTo === undefined ? damage : { ...damage, movedTo };
  } catch (error) {
    return { ...damage, error: (error as Error).message };
  }
}
