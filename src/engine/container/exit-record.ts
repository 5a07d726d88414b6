import type { TscomposeError } from '../../base/errors.js';
import { isCorrupt } from '../store/damage.js';
import { readJson, stateCorrupt } from '../store/json-file.js';

/** How a run ended, as its monitor wrote it (docs/monitor-protocol.md). */
export interface ExitRecord {
  readonly exitCode: number;
  readonly signal: number | null;
  readonly oomKilled: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Milliseconds by a clock that nobody sets; records of earlier releases lack it. */
  readonly ranMs?: number;
}

/**
 * Undefined when no run has written one since it was last removed. One that is damaged tells nothing, as one that is missing does.
 * @param onDamage is told of it
 */
export async function knownExit(
  path: string,
  onDamage: (error: TscomposeError) => void,
): Promise<ExitRecord | undefined> {
  try {
    return await readExitRecord(path);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    onDamage(error);
    return undefined;
  }
}

/** @throws STATE_CORRUPT */
async function readExitRecord(path: string): Promise<ExitRecord | undefined> {
  const value = await readJson(path);
  if (value === undefined) return undefined;
  const record = value as Partial<ExitRecord>;
  if (typeof record.exitCode !== 'number' || typeof record.finishedAt !== 'string') {
    throw stateCorrupt(path, 'it is no exit record');
  }
  return record as ExitRecord;
}
