import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { LogEntry, LogLines, LogPosition, LogQuery } from '../../spec/engine.js';
import { LineChoice } from './line-choice.js';
import { type LogBlock, LogCursor } from './log-cursor.js';
import { parseLogLines } from './log-lines.js';
import { tailPosition } from './log-tail.js';

const BEGINNING: LogPosition = { file: 1, offset: 0 };
const NEWLINE = 0x0a;

/**
 * Entries of a json-file log, over all its files. Following goes on until `ended` has resolved and every line was delivered,
 * the time asked for is over, or the signal aborts; none of them throws.
 * @param path of the file that is written
 * @param runStart where the latest run begins
 */
export async function* readLog(
  path: string,
  query: LogQuery,
  ended: Promise<void>,
  runStart: LogPosition = BEGINNING,
): AsyncGenerator<LogEntry> {
  for await (const { lines, end } of readLogLines(path, query, ended, runStart)) {
    for (const entry of parseLogLines(lines, end)) {
      if (query.signal.aborted) return;
      yield entry;
    }
  }
}

/** The same as lines, as they are in the files: for hundreds of megabytes. */
export async function* readLogLines(
  path: string,
  query: LogQuery,
  ended: Promise<void>,
  runStart: LogPosition = BEGINNING,
): AsyncGenerator<LogLines> {
  const choice = new LineChoice(query);
  for await (const block of logBlocks(path, query, ended, runStart)) {
    const isNew = query.newFrom !== undefined && isBehind(block.end, query.newFrom);
    const lines = choice.of(block.lines, isNew);
    if (lines.length > 0) yield { lines, end: block.end };
    if (choice.isOver) return;
  }
}

async function* logBlocks(
  path: string,
  query: LogQuery,
  ended: Promise<void>,
  runStart: LogPosition,
): AsyncGenerator<LogBlock> {
  const { signal } = query;
  const news = query.follow ? new LogNews(path, query, ended) : undefined;
  const least = query.from ?? (query.ofThisRun ? runStart : BEGINNING);
  const begin = query.tail === undefined ? least : await tailPosition(path, query.tail, least);
  const cursor = new LogCursor(path, begin);
  try {
    for (;;) {
      // Looked at before reading: what is written before the end is seen by the reads that follow.
      const last = news === undefined || news.over;
      for (let block = await cursor.next(); block !== undefined; block = await cursor.next()) {
        if (signal.aborted) return;
        yield* query.newFrom === undefined ? [block] : cutAt(block, query.newFrom);
      }
      if (last || signal.aborted) return;
      await news?.wait();
    }
  } finally {
    news?.close();
    await cursor.close();
  }
}

/** What ends before a place, and what ends behind it. */
function cutAt(block: LogBlock, place: LogPosition): readonly LogBlock[] {
  const { lines, begin, end } = block;
  if (begin.file !== place.file || !isBehind(place, begin) || !isBehind(end, place)) return [block];
  const length = lines.lastIndexOf(NEWLINE, place.offset - begin.offset - 1) + 1;
  if (length === 0) return [block];
  const cut = { file: begin.file, offset: begin.offset + length };
  return [
    { lines: lines.subarray(0, length), begin, end: cut },
    { lines: lines.subarray(length), begin: cut, end },
  ];
}

function isBehind(place: LogPosition, other: LogPosition): boolean {
  return place.file === other.file ? place.offset > other.offset : place.file > other.file;
}

/** Wakes a follower when the log grows or will grow no more. Signs that come while nobody waits are kept. */
class LogNews {
  readonly #watcher: FSWatcher | undefined;
  readonly #signal: AbortSignal;
  #pending = false;
  #over = false;
  #wake: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, { signal, until }: LogQuery, ended: Promise<void>) {
    const name = basename(path);
    // The directory, because the file may not be there yet.
    this.#watcher = watchIfThere(dirname(path), (changed) => {
      if (changed === null || changed === name) this.#tell();
    });
    // Its directory goes when the container is removed; that ends the run too.
    if (this.#watcher === undefined) this.#finish();
    else this.#watcher.on('error', () => this.#finish());
    this.#signal = signal;
    signal.addEventListener('abort', this.#finish, { once: true });
    if (signal.aborted) this.#finish();
    void ended.then(this.#finish);
    if (until !== undefined) this.#timer = setTimeout(this.#finish, Date.parse(until) - Date.now()).unref();
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
    this.#watcher?.close();
    clearTimeout(this.#timer);
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

/** Undefined when the directory is gone. */
function watchIfThere(directory: string, listener: (changed: string | null) => void): FSWatcher | undefined {
  try {
    return watch(directory, (_, changed) => listener(changed));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
