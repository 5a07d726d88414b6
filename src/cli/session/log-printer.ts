import type { StackLogItem } from '../../spec/operations.js';
import { prefixPaint } from '../colors.js';
import type { Output } from '../host.js';
import { logTime } from '../render/log-time.js';
import { logName } from './log-names.js';

/** Characters of one unfinished line that are held back; beyond it the line is shown in pieces. */
const MAX_HELD = 1 << 20;

export interface LogStyle {
  readonly color: boolean;
  readonly prefix: boolean;
  readonly timestamps: boolean;
}

interface Held {
  readonly time: string;
  text: string;
}

type LogItem = Extract<StackLogItem, { type: 'log' }>;

/**
 * Writes log lines as Compose does: `web-1  | text`, names padded to the longest that is known. Pieces of one long line are
 * joined; what a container left unfinished gets its newline when the container ends.
 */
export class LogPrinter {
  readonly #stack: string;
  readonly #style: LogStyle;
  readonly #stdout: Output;
  readonly #stderr: Output;
  readonly #colors = new Map<string, (text: string) => string>();
  readonly #held = new Map<string, Held>();
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
    if (this.#colors.has(container)) return;
    this.#colors.set(container, this.#style.color ? prefixPaint(this.#colors.size) : String);
    this.#width = Math.max(this.#width, this.nameOf(container).length);
  }

  /** What stands before the container's lines. */
  nameOf(container: string): string {
    return logName(container, this.#stack);
  }

  /** False when the reader is behind and `drained` should be awaited. */
  line(item: LogItem): boolean {
    this.register(item.container);
    const key = `${item.stream}\n${item.container}`;
    const held = this.#held.get(key);
    const text = (held?.text ?? '') + item.log;
    if (!text.endsWith('\n') && text.length < MAX_HELD) {
      this.#held.set(key, { time: held?.time ?? item.time, text });
      return true;
    }
    this.#held.delete(key);
    return this.#write(item.container, item.stream, held?.time ?? item.time, text);
  }

  /** Writes what `container` (or any, when absent) left unfinished. */
  flush(container?: string): void {
    for (const [key, held] of this.#held) {
      const [stream, name] = key.split('\n') as ['stdout' | 'stderr', string];
      if (container !== undefined && container !== name) continue;
      this.#held.delete(key);
      this.#write(name, stream, held.time, held.text);
    }
  }

  drained(stream: 'stdout' | 'stderr'): Promise<void> {
    return new Promise((resolve) => this.#output(stream).once('drain', resolve));
  }

  #output(stream: 'stdout' | 'stderr'): Output {
    return stream === 'stdout' ? this.#stdout : this.#stderr;
  }

  #write(container: string, stream: 'stdout' | 'stderr', time: string, text: string): boolean {
    const prefix = this.prefixOf(container);
    const stamp = this.#style.timestamps ? `${logTime(time)} ` : '';
    const newline = text.endsWith('\n') ? '' : '\n';
    return this.#output(stream).write(`${prefix}${stamp}${text}${newline}`);
  }

  /** What stands before the container's lines, with its name padded and painted. */
  prefixOf(container: string): string {
    if (!this.#style.prefix) return '';
    const paint = this.#colors.get(container) ?? String;
    return paint(`${this.nameOf(container).padEnd(this.#width)}  | `);
  }
}
