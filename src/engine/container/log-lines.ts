import type { FileHandle } from 'node:fs/promises';
import type { LogEntry } from '../../spec/engine.js';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/**
 * Reads a json-file log forward. A line that isn't complete yet is left for the next call; one that is no log line (a
 * power cut may leave such) is skipped.
 */
export class LogLines {
  readonly #file: FileHandle;
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #position: number;
  /** Begin of a line whose end wasn't there yet. */
  #rest: Buffer[] = [];
  readonly #border: number;
  #isBeyond = false;

  /** @param border entries on either side of it don't come together */
  constructor(file: FileHandle, position: number, border = 0) {
    this.#file = file;
    this.#position = position;
    this.#border = border;
  }

  /** Whether the entries given last ended beyond the border. */
  get isBeyond(): boolean {
    return this.#isBeyond;
  }

  /** The entries that follow, of one chunk; undefined at the present end of the file. */
  async next(): Promise<readonly LogEntry[] | undefined> {
    this.#isBeyond = this.#position >= this.#border;
    const most = this.#isBeyond ? CHUNK_BYTES : Math.min(CHUNK_BYTES, this.#border - this.#position);
    const { bytesRead } = await this.#file.read(this.#chunk, 0, most, this.#position);
    if (bytesRead === 0) return undefined;
    const end = this.#position + this.#chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    this.#position += bytesRead;
    const bytes = this.#chunk.subarray(0, bytesRead);
    const lastNewline = bytes.lastIndexOf(NEWLINE);
    if (lastNewline < 0) {
      this.#rest.push(Buffer.from(bytes));
      return [];
    }
    const complete = Buffer.concat([...this.#rest, bytes.subarray(0, lastNewline)]).toString('utf8');
    this.#rest = lastNewline + 1 < bytesRead ? [Buffer.from(bytes.subarray(lastNewline + 1))] : [];
    return complete
      .split('\n')
      .map((line) => parseLine(line, end))
      .filter((entry) => entry !== undefined);
  }
}

function parseLine(line: string, end: number): LogEntry | undefined {
  try {
    const { time, stream, log } = JSON.parse(line) as Partial<LogEntry>;
    if (typeof time !== 'string' || typeof log !== 'string') return undefined;
    return { time, stream: stream === 'stderr' ? 'stderr' : 'stdout', log, end };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
