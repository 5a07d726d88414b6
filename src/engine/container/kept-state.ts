import { toTscomposeError } from '../../base/errors.js';
import type { ContainerParts } from './container-parts.js';
import type { RunRecord, StateRecord } from './container-record.js';
import { SerialTurns } from './serial-turns.js';

/** The state of one container, in memory and on the disk; changes are written in their order. */
export class KeptState {
  readonly #parts: Pick<ContainerParts, 'files' | 'onFault'>;
  readonly #id: string;
  readonly #writes = new SerialTurns();
  #record: StateRecord;
  #isClosed = false;

  constructor(parts: Pick<ContainerParts, 'files' | 'onFault'>, id: string, record: StateRecord) {
    this.#parts = parts;
    this.#id = id;
    this.#record = record;
  }

  get record(): StateRecord {
    return this.#record;
  }

  get run(): RunRecord | null {
    return this.#record.run;
  }

  /** Its processes stand still, or are about to. */
  get paused(): boolean {
    return this.run?.phase === 'running' && this.run.paused === true;
  }

  /** Resolves when the change is written down. */
  save(change: Partial<StateRecord>): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#record = { ...this.#record, ...change };
    const record = this.#record;
    return this.#writes.run(() => this.#parts.files.writeState(this.#id, record));
  }

  /** For what can be found out again after a crash: nobody waits for the disk. */
  saveLater(change: Partial<StateRecord>): void {
    this.save(change).catch((error: unknown) => this.#parts.onFault(toTscomposeError(error)));
  }

  /** Resolves when all changes are written. */
  async written(): Promise<void> {
    await this.#writes.run(async () => {});
  }

  /** The last work on the files: nothing is written any more after it. */
  close(remove: () => Promise<void>): Promise<void> {
    this.#isClosed = true;
    return this.#writes.run(remove);
  }
}
