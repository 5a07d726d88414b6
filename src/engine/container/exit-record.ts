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

/** Undefined when no run has written one since it was last removed. @throws STATE_CORRUPT */
export async function readExitRecord(path: string): Promise<ExitRecord | undefined> {
  const value = await readJson(path);
  if (value === undefined) return undefined;
  const record = value as Partial<ExitRecord>;
  if (typeof record.exitCode !== 'number' || typeof record.finishedAt !== 'string') {
    throw stateCorrupt(path, 'it is no exit record');
  }
  return record as ExitRecord;
}
