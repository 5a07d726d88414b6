import { stat } from 'node:fs/promises';
import type { LogPosition } from '../../spec/engine.js';
import { noteGarbage } from '../store/young-garbage.js';
import { type LogFile, numberedFiles, openNumbered, openPlain, PlainLogFile } from './log-files.js';

const NEWLINE = 0x0a;

/** Lines of one file, one after the other. */
export interface LogBlock {
  /** Whole lines, as they are in the file. */
  readonly lines: Buffer;
  readonly begin: LogPosition;
  readonly end: LogPosition;
}

/**
 * Reads the files of a log forward, from one to the next, while they are written, begun and removed: no line twice, and none
 * left out but those whose file is gone.
 */
export class LogCursor {
  readonly #path: string;
  /** The next line, of the file being read or to be opened. */
  #position: LogPosition;
  #file: LogFile | undefined;
  #isCurrent = false;
  /** Begin of a line whose end wasn't there yet. */
  #rest: Buffer[] = [];

  /** @param path of the current file */
  constructor(path: string, from: LogPosition) {
    this.#path = path;
    this.#position = from;
  }

  /** Lines that follow; undefined at the present end of the log. */
  async next(): Promise<LogBlock | undefined> {
    for (;;) {
      if (this.#file === undefined && !(await this.#open())) return undefined;
      const bytes = await this.#file?.read();
      if (bytes !== undefined) {
        const lines = this.#wholeLines(bytes);
        if (lines.length > 0) return this.#pass(lines);
      } else if (!(await this.#leaveFile())) return undefined;
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #pass(lines: Buffer): LogBlock {
    const begin = this.#position;
    const end = { file: begin.file, offset: begin.offset + lines.length };
    this.#position = end;
    return { lines, begin, end };
  }

  #wholeLines(bytes: Buffer): Buffer {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#rest.push(Buffer.from(bytes));
      return bytes.subarray(0, 0);
    }
    const whole = bytes.subarray(0, end);
    // The file's buffer is used again; what is handed out is the receiver's.
    const lines = Buffer.concat([...this.#rest, whole]);
    noteGarbage(lines.length);
    this.#rest = end < bytes.length ? [Buffer.from(bytes.subarray(end))] : [];
    return lines;
  }

  /** False: there is nothing to open yet. */
  async #open(): Promise<boolean> {
    for (;;) {
      const numbers = await numberedFiles(this.#path);
      const older = numbers.find((number) => number >= this.#position.file);
      if (older !== undefined) {
        if (older !== this.#position.file) this.#position = { file: older, offset: 0 };
        this.#file = await openNumbered(this.#path, this.#position);
        this.#isCurrent = false;
        // Removed between looking and opening: there are later ones.
        if (this.#file === undefined) this.#position = { file: older + 1, offset: 0 };
        else return true;
      } else {
        const file = await openPlain(this.#path, this.#position.offset);
        const last = (await numberedFiles(this.#path)).at(-1) ?? 0;
        if (file === undefined) {
          if (last < this.#position.file) return false;
        } else if (last >= this.#position.file) {
          // Another one was begun in between; which of them was opened is not known.
          await file.close();
        } else {
          this.#file = file;
          // The number it will have.
          this.#position = { ...this.#position, file: last + 1 };
          this.#isCurrent = true;
          return true;
        }
      }
    }
  }

  /** At the end of a file: false when more may come into it. */
  async #leaveFile(): Promise<boolean> {
    if (this.#isCurrent && this.#file instanceof PlainLogFile) {
      if (!(await this.#isSuperseded(this.#file))) return false;
      // It is written no more, but may have been since its end was seen.
      this.#isCurrent = false;
      return true;
    }
    await this.close();
    this.#rest = [];
    this.#position = { file: this.#position.file + 1, offset: 0 };
    return true;
  }

  async #isSuperseded(file: PlainLogFile): Promise<boolean> {
    const { ino } = await file.handle.stat();
    try {
      return (await stat(this.#path)).ino !== ino;
    } catch (error) {
      // Between two files, or the container is removed.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
}

/** Where the log ends now. */
export async function logEnd(path: string): Promise<LogPosition> {
  for (;;) {
    const before = (await numberedFiles(path)).at(-1) ?? 0;
    const size = await stat(path).then(
      (status) => status.size,
      () => 0,
    );
    const after = (await numberedFiles(path)).at(-1) ?? 0;
    if (before === after) return { file: after + 1, offset: size };
  }
}
