import { type LogRun, logRuns } from '../../base/log-runs.js';
import { timeKey } from '../../base/timestamp.js';
import type { LogQuery } from '../../spec/engine.js';

/** Which lines of a log are wanted by their times. */
export class LineChoice {
  readonly #after: string | undefined;
  readonly #since: string | undefined;
  readonly #until: string | undefined;
  #isOver = false;

  constructor({ after, since, until }: Pick<LogQuery, 'after' | 'since' | 'until'>) {
    this.#after = after && timeKey(after);
    this.#since = since && timeKey(since);
    this.#until = until && timeKey(until);
  }

  /** A line has come that is later than all that is wanted. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param isNew they are later than `after` and `since`, whatever times they have */
  of(lines: Buffer, isNew: boolean): Buffer {
    const fromSome = !isNew && (this.#after !== undefined || this.#since !== undefined);
    if (!fromSome && this.#until === undefined) return lines;
    const kept: Buffer[] = [];
    for (const run of logRuns(lines)) {
      if (this.#until !== undefined && run.time > this.#until) {
        this.#isOver = true;
        break;
      }
      if (isNew || this.#isLateEnough(run)) kept.push(lines.subarray(run.begin, run.end));
    }
    return kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept);
  }

  #isLateEnough({ time }: LogRun): boolean {
    return (
      (this.#after === undefined || time > this.#after) && (this.#since === undefined || time >= this.#since)
    );
  }
}
