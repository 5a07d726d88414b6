import { Transform, type TransformCallback } from 'node:stream';
import { TscomposeError } from '../../base/errors.js';

/** Ctrl-P, Ctrl-Q. */
export const DEFAULT_DETACH_KEYS = 'ctrl-p,ctrl-q';

const CONTROL_KEYS: ReadonlyMap<string, number> = new Map([
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter, at) => [letter, at + 1] as const),
  ['@', 0],
  ['[', 27],
  ['\\', 28],
  [']', 29],
  ['^', 30],
  ['_', 31],
]);

/**
 * Reads a key sequence as Docker writes it: characters, or `ctrl-` and one of `a`–`z @ [ \ ] ^ _`, with commas between.
 * @returns the bytes of the sequence; empty: there is none
 * @throws USAGE
 */
export function parseDetachKeys(text: string): Buffer {
  if (text === '') return Buffer.alloc(0);
  return Buffer.from(text.split(',').map((key) => byteOf(key, text)));
}

function byteOf(key: string, text: string): number {
  if (key.length === 1 && key.charCodeAt(0) < 0x80) return key.charCodeAt(0);
  const control = /^ctrl-(.)$/.exec(key)?.[1];
  const byte = control === undefined ? undefined : CONTROL_KEYS.get(control);
  if (byte !== undefined) return byte;
  throw new TscomposeError('USAGE', `invalid detach keys (${text}): unknown key "${key}"`, {
    hint: 'Write single characters, or ctrl- and one of a-z @ [ \\ ] ^ _, with commas between: ctrl-p,ctrl-q.',
  });
}

/**
 * Passes input on until the key sequence comes, which `onDetach` is told of; the sequence itself, and what follows it, goes
 * nowhere. The beginning of a sequence is held back until it is clear whether it is one.
 */
export class DetachFilter extends Transform {
  readonly #keys: Buffer;
  readonly #onDetach: () => void;
  /** How many keys of the sequence have been seen. */
  #seen = 0;
  #detached = false;

  constructor(keys: Buffer, onDetach: () => void) {
    super();
    this.#keys = keys;
    this.#onDetach = onDetach;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(null, this.#take(chunk));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#detached ? undefined : this.#keys.subarray(0, this.#seen));
  }

  #take(chunk: Buffer): Buffer {
    if (this.#keys.length === 0) return chunk;
    const passed: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length && !this.#detached; at += 1) {
      if (chunk[at] === this.#keys[this.#seen]) {
        if (this.#seen === 0) passed.push(chunk.subarray(start, at));
        this.#seen += 1;
        start = at + 1;
      } else if (this.#seen > 0) {
        passed.push(this.#keys.subarray(0, this.#seen));
        this.#seen = 0;
        start = at;
        // It may be the first key of another one.
        if (chunk[at] === this.#keys[0]) {
          this.#seen = 1;
          start = at + 1;
        }
      }
      if (this.#seen === this.#keys.length) this.#detach();
    }
    if (!this.#detached && this.#seen === 0) passed.push(chunk.subarray(start));
    return Buffer.concat(passed);
  }

  #detach(): void {
    this.#detached = true;
    this.#onDetach();
  }
}
