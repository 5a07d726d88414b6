import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { LogEntry, LogQuery } from '../../spec/engine.js';
import { LogLines } from './log-lines.js';
import { tailOffset } from './log-tail.js';
import { isLater } from './log-time.js';

/**
 * Entries of a json-file log. Following goes on until `ended` has resolved and every line was delivered, or the signal
 * aborts; neither throws.
 * @param runStart where in the file the latest run begins
 */
export async function* readLog(
  path: string,
  query: LogQuery,
  ended: Promise<void>,
  runStart = 0,
): AsyncGenerator<LogEntry> {
  const news = query.follow ? new LogNews(path, query.signal, ended) : undefined;
  let file: FileHandle | undefined;
  try {
    let lines: LogLines | undefined;
    for (;;) {
      // Looked at before reading: what is written before the end is seen by the reads that follow.
      const last = news === undefined || news.over;
      if (file === undefined) {
        file = await openIfThere(path);
        if (file !== undefined) {
          lines = new LogLines(file, await startOffset(file, query, runStart), query.newFrom);
        }
      }
      for (let entries = await lines?.next(); entries !== undefined; entries = await lines?.next()) {
        for (const entry of entries) {
          if (query.signal.aborted) return;
          const isNew = query.newFrom !== undefined && lines?.isBeyond === true;
          if (isNew || query.after === undefined || isLater(entry.time, query.after)) yield entry;
        }
      }
      if (last || query.signal.aborted) return;
      await news?.wait();
    }
  } finally {
    news?.close();
    await file?.close();
  }
}

/** Wakes a follower when the log grows or will grow no more. Signs that come while nobody waits are kept. */
class LogNews {
  readonly #watcher: FSWatcher;
  readonly #signal: AbortSignal;
  #pending = false;
  #over = false;
  #wake: () => void = () => {};

  constructor(path: string, signal: AbortSignal, ended: Promise<void>) {
    const name = basename(path);
    // The directory, because the file may not be there yet.
    this.#watcher = watch(dirname(path), (_, changed) => {
      if (changed === null || changed === name) this.#tell();
    });
    // Its directory goes when the container is removed; that ends the run too.
    this.#watcher.on('error', () => this.#finish());
    this.#signal = signal;
    signal.addEventListener('abort', this.#finish, { once: true });
    if (signal.aborted) this.#finish();
    void ended.then(this.#finish);
  }

  get over(): boolean {
    return this.#over;
  }

  async wait(): Promise<void> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#pending = false;
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#finish);
    this.#watcher.close();
  }

  #tell(): void {
    this.#pending = true;
    this.#wake();
  }

  readonly #finish = (): void => {
    this.#over = true;
    this.#tell();
  };
}

async function startOffset(file: FileHandle, query: LogQuery, runStart: number): Promise<number> {
  const least = query.from ?? (query.ofThisRun ? runStart : 0);
  if (query.tail === undefined) return least;
  return Math.max(least, await tailOffset(file, (await file.stat()).size, query.tail));
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
