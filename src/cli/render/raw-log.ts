import { ByteSink } from './byte-sink.js';
import { logTime } from './log-time.js';

/** How every line of a json-file log begins, and what follows its text: no text holds that, its quotes being escaped. */
const BEGIN = '{"log":"';
const AFTER_TEXT = '","stream":"std';
const [BEGIN_1, BEGIN_2] = words(BEGIN);
const [AFTER_1, AFTER_2] = words(AFTER_TEXT);
const AFTER_TIME = '"}'.length;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const LETTER_N = 0x6e;
const LETTER_O = 0x6f;
const BRACE = 0x7d;
const NEWLINE_BYTES = Buffer.of(NEWLINE);
/** Bytes of one unfinished line that are held back; beyond it the line is shown in pieces. */
const MAX_HELD = 1 << 20;

export interface RawLogStyle {
  /** What stands before each line, in front of its time. */
  readonly prefix: string;
  /** And behind it. */
  readonly lead: string;
  readonly timestamps: boolean;
  /** A last line that was left unfinished gets its newline. */
  readonly endsLines: boolean;
  /** Both streams go to `stdout`, in the order of the log. */
  readonly isOne?: boolean;
}

/** Lines of one stream that follow each other. */
export interface RawLogPiece {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

interface Stream {
  /** Where its lines go. */
  readonly name: 'stdout' | 'stderr';
  /** Begin of a line that was written in pieces, without what stands before it. */
  held: Buffer[];
  heldBytes: number;
  heldTime: string;
}

/**
 * Turns the bytes of a json-file log into those that are shown. Made for hundreds of megabytes: a line without escapes is copied,
 * not parsed.
 */
export class RawLog {
  readonly #style: RawLogStyle;
  readonly #lead: Buffer;
  readonly #sink = new ByteSink();
  readonly #streams: readonly [Stream, Stream];
  #pieces: RawLogPiece[] = [];
  /** Whose lines the sink holds. */
  #current: 'stdout' | 'stderr' = 'stdout';
  #prefix: Buffer;
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes from the end of a line's text to its newline: mostly those of the line before. */
  #tail = 0;
  #stampOf = '';
  #stamp: Buffer = Buffer.alloc(0);

  constructor(style: RawLogStyle) {
    this.#style = style;
    this.#prefix = Buffer.from(style.prefix);
    this.#lead = Buffer.from(style.lead);
    this.#streams = [newStream('stdout'), newStream(style.isOne ? 'stdout' : 'stderr')];
  }

  /** For the lines from here on. */
  set prefix(prefix: string) {
    this.#prefix = Buffer.from(prefix);
  }

  /** What the bytes complete, in the order of the log. */
  take(chunk: Buffer): readonly RawLogPiece[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let next = this.#line(bytes, at); next > 0; next = this.#line(bytes, at)) at = next;
    this.#rest = Buffer.from(bytes.subarray(at));
    return this.#taken();
  }

  /** What was left unfinished. */
  finish(): readonly RawLogPiece[] {
    for (const stream of this.#streams) {
      if (stream.heldBytes > 0) this.#writeHeld(stream, this.#style.endsLines);
    }
    return this.#taken();
  }

  /** @returns where the next line begins; 0: this one is not whole yet */
  #line(bytes: Buffer, start: number): number {
    const from = start + BEGIN.length;
    // A power cut may leave what is no line of a log.
    if (!matches(bytes, start, BEGIN_1, BEGIN_2)) return behindNewline(bytes, start);
    let at = from;
    let isEscaped = false;
    for (;;) {
      if (at >= bytes.length) return 0;
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        if (bytes[at + 1] === LETTER_N && bytes[at + 2] === QUOTE) break;
        isEscaped = true;
        at += 2;
      } else if (byte === NEWLINE) {
        return at + 1;
      } else {
        at += 1;
      }
    }
    const isEnded = bytes[at] === BACKSLASH;
    const quote = isEnded ? at + 2 : at;
    const next = this.#endOf(bytes, quote);
    if (next === 0 || !matches(bytes, quote, AFTER_1, AFTER_2)) return next;
    const stream = this.#streams[bytes[quote + AFTER_TEXT.length] === LETTER_O ? 0 : 1];
    const time = this.#style.timestamps ? timeAt(bytes, next - 1) : '';
    if (!isEnded || isEscaped || stream.heldBytes > 0) {
      this.#join(
        stream,
        time,
        isEscaped ? unescaped(bytes, from, at) : Buffer.from(bytes.subarray(from, at)),
        isEnded,
      );
    } else {
      this.#begin(stream, time);
      this.#sink.add(bytes, from, at);
      this.#sink.add(NEWLINE_BYTES, 0, 1);
    }
    return next;
  }

  #endOf(bytes: Buffer, quote: number): number {
    const guess = quote + this.#tail;
    if (this.#tail > 0 && bytes[guess] === NEWLINE && bytes[guess - 1] === BRACE) return guess + 1;
    const next = behindNewline(bytes, quote);
    this.#tail = next === 0 ? 0 : next - 1 - quote;
    return next;
  }

  #join(stream: Stream, time: string, piece: Buffer, isEnded: boolean): void {
    if (stream.heldBytes === 0) stream.heldTime = time;
    stream.held.push(piece);
    stream.heldBytes += piece.length;
    if (isEnded || stream.heldBytes >= MAX_HELD) this.#writeHeld(stream, isEnded);
  }

  #writeHeld(stream: Stream, isEnded: boolean): void {
    this.#begin(stream, stream.heldTime);
    for (const piece of stream.held) this.#sink.add(piece, 0, piece.length);
    if (isEnded) this.#sink.add(NEWLINE_BYTES, 0, 1);
    stream.held = [];
    stream.heldBytes = 0;
  }

  /** What stands before a line. */
  #begin({ name }: Stream, time: string): void {
    if (name !== this.#current) {
      this.#cut();
      this.#current = name;
    }
    const sink = this.#sink;
    sink.add(this.#prefix, 0, this.#prefix.length);
    if (this.#style.timestamps) {
      if (time !== this.#stampOf) {
        this.#stampOf = time;
        this.#stamp = Buffer.from(`${logTime(time)} `);
      }
      sink.add(this.#stamp, 0, this.#stamp.length);
    }
    sink.add(this.#lead, 0, this.#lead.length);
  }

  #cut(): void {
    const bytes = this.#sink.taken();
    if (bytes.length > 0) this.#pieces.push({ stream: this.#current, bytes });
  }

  #taken(): readonly RawLogPiece[] {
    this.#cut();
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}

function newStream(name: 'stdout' | 'stderr'): Stream {
  return { name, held: [], heldBytes: 0, heldTime: '' };
}

/** The first eight characters as numbers: two comparisons instead of eight. */
function words(text: string): readonly [number, number] {
  const bytes = Buffer.from(text);
  return [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
}

function matches(bytes: Buffer, at: number, first: number, second: number): boolean {
  return at + 8 <= bytes.length && bytes.readUInt32LE(at) === first && bytes.readUInt32LE(at + 4) === second;
}

function behindNewline(bytes: Buffer, from: number): number {
  return bytes.indexOf(NEWLINE, from) + 1;
}

/** The time of the line that ends at a newline: what it holds last. */
function timeAt(bytes: Buffer, newline: number): string {
  const end = newline - AFTER_TIME;
  return bytes.toString('latin1', bytes.lastIndexOf(QUOTE, end - 1) + 1, end);
}

/** The inside of a JSON string; empty when it is none. */
function unescaped(bytes: Buffer, from: number, to: number): Buffer {
  try {
    return Buffer.from(JSON.parse(`"${bytes.toString('utf8', from, to)}"`) as string);
  } catch (error) {
    if (error instanceof SyntaxError) return Buffer.alloc(0);
    throw error;
  }
}
