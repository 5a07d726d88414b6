import type { LogEntry, LogQuery } from '../../../src/spec/engine.js';

/** The log of one container in memory. */
export class FakeLog {
  readonly #entries: LogEntry[] = [];
  readonly #readers = new Set<() => void>();

  write(log: string, time: string): void {
    // Entries of one millisecond stay apart, as they do with real nanoseconds.
    const fraction = String(this.#entries.length).padStart(6, '0');
    this.#entries.push({ time: time.replace('Z', `${fraction}Z`), stream: 'stdout', log });
    this.wake();
  }

  wake(): void {
    for (const reader of [...this.#readers]) reader();
  }

  async *read({ follow, tail, after, signal }: LogQuery, isRunning: () => boolean): AsyncGenerator<LogEntry> {
    let position = tail === undefined ? 0 : Math.max(0, this.#entries.length - tail);
    for (;;) {
      while (position < this.#entries.length) {
        const entry = this.#entries[position];
        position += 1;
        if (entry !== undefined && (after === undefined || entry.time > after)) yield entry;
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
