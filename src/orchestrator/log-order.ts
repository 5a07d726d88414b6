import { type LogRun, logRuns } from '../base/log-runs.js';
import type { LogLines } from '../spec/engine.js';

/** RFC 3339 as nanoseconds since the epoch: JavaScript's dates end at milliseconds, log entries don't. */
export function timestampNanoseconds(text: string): bigint {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const whole = Date.parse(text.replace(/\.\d+/, ''));
  return BigInt(Number.isNaN(whole) ? 0 : whole) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Where lines come from, in the order in which they were written. */
export interface LineSource<Origin> {
  readonly origin: Origin;
  readonly lines: AsyncIterable<LogLines>;
}

export interface OriginLines<Origin> extends LogLines {
  readonly origin: Origin;
}

/**
 * Merges logs by time, in pieces as large as can be; lines of the same time in order of the sources. The end of a piece is that of
 * the block that it is from.
 */
export async function* mergeByTime<Origin>(
  sources: readonly LineSource<Origin>[],
): AsyncGenerator<OriginLines<Origin>> {
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) {
    for await (const block of only.lines) yield { origin: only.origin, ...block };
    return;
  }
  const heads = sources.map((source) => new Head(source));
  try {
    await Promise.all(heads.map((head) => head.fill()));
    for (;;) {
      const alive = heads.filter(({ isOver }) => !isOver);
      const first = earliest(alive);
      if (first === undefined) return;
      const next = earliest(alive.filter((head) => head !== first));
      const comesFirst = next !== undefined && heads.indexOf(first) < heads.indexOf(next);
      yield first.take(next?.time, comesFirst);
      await first.fill();
    }
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

function earliest<Origin>(heads: readonly Head<Origin>[]): Head<Origin> | undefined {
  let first: Head<Origin> | undefined;
  for (const head of heads) if (first === undefined || head.time < first.time) first = head;
  return first;
}

/** The lines of one source that are next. */
class Head<Origin> {
  readonly #origin: Origin;
  readonly #blocks: AsyncIterator<LogLines>;
  #block: LogLines | undefined;
  #runs: readonly LogRun[] = [];
  #at = 0;
  #isOver = false;

  constructor({ origin, lines }: LineSource<Origin>) {
    this.#origin = origin;
    this.#blocks = lines[Symbol.asyncIterator]();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get time(): string {
    return this.#runs[this.#at]?.time ?? '';
  }

  async fill(): Promise<void> {
    if (this.#isOver || this.#at < this.#runs.length) return;
    const next = await this.#blocks.next();
    if (next.done === true) {
      this.#isOver = true;
      return;
    }
    this.#block = next.value;
    this.#runs = logRuns(next.value.lines);
    this.#at = 0;
  }

  /** Lines before a time, or also of that time; at least those of the first. */
  take(until: string | undefined, inclusive: boolean): OriginLines<Origin> {
    const { lines, end } = this.#block as LogLines;
    const from = this.#at;
    do this.#at += 1;
    while (
      this.#at < this.#runs.length &&
      (until === undefined || this.time < until || (inclusive && this.time === until))
    );
    const taken = lines.subarray(this.#runs[from]?.begin, this.#runs[this.#at - 1]?.end);
    return { origin: this.#origin, lines: taken, end };
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}
