import type { LogOrigin } from '../../spec/operations.js';
import { prefixPaint } from '../colors.js';
import type { Output } from '../host.js';
import { RawLog, type RawLogPiece } from '../render/raw-log.js';
import { logName } from './log-names.js';

export interface LogStyle {
  readonly color: boolean;
  readonly prefix: boolean;
  readonly timestamps: boolean;
}

/** The log of one container. */
interface Source {
  readonly log: RawLog;
  readonly paint: (text: string) => string;
}

/**
 * Writes log lines as Compose does: `web-1  | text`, names padded to the longest that is known. Pieces of one long line are
 * joined; what a container left unfinished gets its newline when the container ends.
 */
export class LogPrinter {
  readonly #stack: string;
  readonly #style: LogStyle;
  readonly #stdout: Output;
  readonly #stderr: Output;
  readonly #sources = new Map<string, Source>();
  readonly #behind = new Set<Output>();
  #width = 0;

  /** @param stderr where lines of the containers' standard error go */
  constructor(stack: string, style: LogStyle, stdout: Output, stderr: Output) {
    this.#stack = stack;
    this.#style = style;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** Makes room for a container's name, and gives it the next colour. */
  register(container: string): void {
    if (!this.#sources.has(container)) this.#add(container);
  }

  /** What stands before the container's lines. */
  nameOf(container: string): string {
    return logName(container, this.#stack);
  }

  /** @param lines of its log, as they are in its files. @returns false when the reader is behind and `drained` should be awaited */
  lines({ container }: LogOrigin, lines: Buffer): boolean {
    const { log } = this.#sources.get(container) ?? this.#add(container);
    return this.#write(log.take(lines));
  }

  /** Writes what `container` (or any, when absent) left unfinished. */
  flush(container?: string): void {
    for (const [name, { log }] of this.#sources) {
      if (container === undefined || container === name) this.#write(log.finish());
    }
  }

  async drained(): Promise<void> {
    const behind = [...this.#behind];
    this.#behind.clear();
    // All are listened to from the beginning: one may catch up while another is waited for.
    await Promise.all(behind.map((output) => new Promise<void>((resolve) => output.once('drain', resolve))));
  }

  #write(pieces: readonly RawLogPiece[]): boolean {
    for (const { stream, bytes } of pieces) {
      const output = stream === 'stdout' ? this.#stdout : this.#stderr;
      if (!output.write(bytes)) this.#behind.add(output);
    }
    return this.#behind.size === 0;
  }

  #add(container: string): Source {
    const log = new RawLog({
      prefix: '',
      lead: '',
      timestamps: this.#style.timestamps,
      endsLines: true,
      isOne: this.#stdout === this.#stderr,
    });
    const paint = this.#style.color ? prefixPaint(this.#sources.size) : String;
    const added = { log, paint };
    this.#sources.set(container, added);
    this.#width = Math.max(this.#width, this.nameOf(container).length);
    // Names are padded to the longest, which this one may be.
    for (const [name, source] of this.#sources) source.log.prefix = this.#prefixOf(name, source);
    return added;
  }

  #prefixOf(container: string, { paint }: Source): string {
    return this.#style.prefix ? paint(`${this.nameOf(container).padEnd(this.#width)}  | `) : '';
  }
}
