import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { TscomposeError } from '../../base/errors.js';
import { toTscomposeError } from '../../base/errors.js';
import type { HealthRecord } from '../../spec/health.js';
import { overwrite } from '../store/overwrite.js';

const STATUSES: ReadonlySet<unknown> = new Set(['starting', 'healthy', 'unhealthy']);

/**
 * The health of a container's latest run, in the runtime directory, which is in memory: so it is written after every probe, at
 * once. What cannot be read or written is no loss but that the next engine starts over.
 */
export class HealthFile {
  readonly #path: string;
  readonly #onFault: (error: TscomposeError) => void;
  #record: HealthRecord | null;
  #failed = false;

  /** @param onFault told of the first of several failures to write */
  constructor(path: string, onFault: (error: TscomposeError) => void) {
    this.#path = path;
    this.#onFault = onFault;
    this.#record = read(path);
  }

  /** Of the run that started then; null when that is not the recorded one. */
  of(startedAt: string | undefined): HealthRecord | null {
    return this.#record?.startedAt === startedAt ? this.#record : null;
  }

  keep(record: HealthRecord): void {
    this.#record = record;
    try {
      write(this.#path, `${JSON.stringify(record)}\n`);
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#onFault(toTscomposeError(error));
      this.#failed = true;
    }
  }
}

function write(path: string, text: string): void {
  if (overwrite(path, text)) return;
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function read(path: string): HealthRecord | null {
  let record: Partial<HealthRecord> | null;
  try {
    record = JSON.parse(readFileSync(path, 'utf8')) as Partial<HealthRecord> | null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const isWhole =
    typeof record?.startedAt === 'string' &&
    typeof record.state?.countsFromMs === 'number' &&
    typeof record.state.failingStreak === 'number' &&
    STATUSES.has(record.state.status) &&
    Array.isArray(record.log);
  return isWhole ? (record as HealthRecord) : null;
}
