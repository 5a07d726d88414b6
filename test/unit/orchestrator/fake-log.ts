import type { LogEntry, LogLines, LogPosition, LogQuery } from '../../../src/spec/engine.js';
import { logBytes } from '../support/log-lines.js';

/** The log of one container in memory. */
export class FakeLog {
  readonly #entries: LogEntry[] = [];
  readonly #readers = new Set<() => void>();

  write(log: string, time: string): void {
    // Entries of one millisecond stay apart, as they do with real nanoseconds.
    const fraction = String(this.#entries.length).padStart(6, '0');
    const end = { file: 1, offset: this.#entries.length + 1 };
    this.#entries.push({ time: time.replace('Z', `${fraction}Z`), stream: 'stdout', log, end });
    this.wake();
  }

  wake(): void {
    for (const reader of [...this.#readers]) reader();
  }

  get end(): LogPosition {
    return { file: 1, offset: this.#entries.length };
  }

  async *read(
    { follow, tail, after, newFrom, from, signal }: LogQuery,
    isRunning: () => boolean,
  ): AsyncGenerator<LogEntry> {
    let position = tail === undefined ? (from?.offset ?? 0) : Math.max(0, this.#entries.length - tail);
    for (;;) {
      while (position < this.#entries.length) {
        const entry = this.#entries[position];
        position += 1;
        const isNew = newFrom !== undefined && position > newFrom.offset;
        if (entry !== undefined && (isNew || after === undefined || entry.time > after)) yield entry;
      }
      if (!follow || signal.aborted || !isRunning()) return;
      await new Promise<void>((resolve) => {
        const reader = () => {
          this.#readers.delete(reader);
          signal.removeEventListener('abort', reader);
          resolve();
        };
        this.#readers.add(reader);
        signal.addEventListener('abort', reader, { once: true });
      });
    }
  }
}

export async function* asLines(entries: AsyncIterable<LogEntry>): AsyncGenerator<LogLines> {
  for await (const { end, ...line } of entries) yield { lines: logBytes(line), end };
}
