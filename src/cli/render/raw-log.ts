import { logTime } from './log-time.js';

/** How every line of a json-file log begins, and what follows its text: no text holds that, its quotes being escaped. */
const BEGIN = '{"log":"';
const AFTER_TEXT = '","stream":"std';
/** From the end of the text to the letter that tells `stdout` from `stderr`, and to the time. */
const TO_STREAM = AFTER_TEXT.length;
const TO_TIME = '","stream":"stdout","time":"'.length;
const AFTER_TIME = '"}'.length;
const LETTER_O = 'o'.charCodeAt(0);
/** Characters of one unfinished line that are held back; beyond it the line is shown in pieces. */
const MAX_HELD = 1 << 20;

export interface RawLogStyle {
  /** What stands before each line, in front of its time. */
  readonly prefix: string;
  /** And behind it. */
  readonly lead: string;
  readonly timestamps: boolean;
  /** A last line that was left unfinished gets its newline. */
  readonly endsLines: boolean;
}

export interface RawLogText {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

interface Stream {
  /** Bytes as characters, to be written. */
  out: string;
  /** Begin of a line that was written in pieces, without what stands before it. */
  held: string;
  heldTime: string;
}

/**
 * Turns the bytes of a json-file log into those that are shown. Made for hundreds of megabytes: a line without escapes is cut out,
 * not parsed. Bytes are handled as characters of one byte each, so that UTF-8 passes through untouched.
 */
export class RawLog {
  readonly #style: RawLogStyle;
  readonly #prefix: string;
  readonly #streams: readonly [Stream, Stream] = [newStream(), newStream()];
  #rest = '';

  constructor(style: RawLogStyle) {
    this.#style = style;
    this.#prefix = asBytes(style.prefix);
  }

  /** What the bytes complete. */
  take(bytes: Buffer): RawLogText {
    const text = this.#rest + bytes.toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#line(text, start, end);
      start = end + 1;
    }
    this.#rest = text.slice(start);
    return this.#taken();
  }

  /** What was left unfinished. */
  finish(): RawLogText {
    for (const stream of this.#streams) {
      if (stream.held === '') continue;
      this.#write(stream, stream.heldTime, stream.held + (this.#style.endsLines ? '\n' : ''));
      stream.held = '';
    }
    return this.#taken();
  }

  #line(text: string, start: number, end: number): void {
    const from = start + BEGIN.length;
    const to = text.indexOf(AFTER_TEXT, from);
    // A power cut may leave what is no line of a log.
    if (to < 0 || to > end || !text.startsWith(BEGIN, start)) return;
    const stream = this.#streams[text.charCodeAt(to + TO_STREAM) === LETTER_O ? 0 : 1];
    const backslash = text.indexOf('\\', from);
    const isPlain = backslash === to - 2 && text.charCodeAt(to - 1) === 0x6e;
    const log = isPlain ? `${text.slice(from, backslash)}\n` : unescaped(text.slice(from, to));
    const time = this.#style.timestamps ? text.slice(to + TO_TIME, end - AFTER_TIME) : '';
    if (stream.held === '' && isPlain) this.#write(stream, time, log);
    else this.#join(stream, time, log);
  }

  #join(stream: Stream, time: string, piece: string): void {
    if (stream.held === '') stream.heldTime = time;
    stream.held += piece;
    if (!piece.endsWith('\n') && stream.held.length < MAX_HELD) return;
    this.#write(stream, stream.heldTime, stream.held);
    stream.held = '';
  }

  #write(stream: Stream, time: string, log: string): void {
    const stamp = this.#style.timestamps ? `${logTime(time)} ` : '';
    stream.out += this.#prefix + stamp + this.#style.lead + log;
  }

  #taken(): RawLogText {
    const [stdout, stderr] = this.#streams.map((stream) => {
      const bytes = Buffer.from(stream.out, 'latin1');
      stream.out = '';
      return bytes;
    }) as [Buffer, Buffer];
    return { stdout, stderr };
  }
}

function newStream(): Stream {
  return { out: '', held: '', heldTime: '' };
}

/** UTF-8 with each byte as a character. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The inside of a JSON string; empty when it is none. */
function unescaped(inside: string): string {
  try {
    return asBytes(JSON.parse(`"${Buffer.from(inside, 'latin1').toString('utf8')}"`) as string);
  } catch (error) {
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}
