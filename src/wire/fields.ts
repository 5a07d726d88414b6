import { malformed } from './frames.js';

/** Fields of a payload: `u16le tag · u32le length · bytes`. */

const FIELD_HEADER_BYTES = 6;

export interface Field {
  readonly tag: number;
  readonly value: Buffer;
}

/** @throws TscomposeError INTERNAL at a truncated field */
export function* iterateFields(payload: Buffer): Generator<Field> {
  let at = 0;
  while (at < payload.length) {
    if (payload.length - at < FIELD_HEADER_BYTES) throw malformed('truncated field header');
    const tag = payload.readUInt16LE(at);
    const start = at + FIELD_HEADER_BYTES;
    const end = start + payload.readUInt32LE(at + 2);
    if (end > payload.length) throw malformed(`field ${tag} is longer than its message`);
    yield { tag, value: payload.subarray(start, end) };
    at = end;
  }
}

export function readUnsigned(value: Buffer): number {
  if (value.length !== 8) throw malformed(`integer of ${value.length} bytes`);
  const whole = value.readBigUInt64LE(0);
  if (whole > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed(`integer ${whole} is out of range`);
  return Number(whole);
}

export function readSigned(value: Buffer): number {
  if (value.length !== 8) throw malformed(`integer of ${value.length} bytes`);
  const whole = Number(value.readBigInt64LE(0));
  if (!Number.isSafeInteger(whole)) throw malformed(`integer ${whole} is out of range`);
  return whole;
}

export function readBoolean(value: Buffer): boolean {
  const whole = readUnsigned(value);
  if (whole > 1) throw malformed(`boolean of value ${whole}`);
  return whole === 1;
}

export function readString(value: Buffer): string {
  if (value.includes(0)) throw malformed('NUL in a string');
  return value.toString('utf8');
}

/** Gathers the fields of one payload. */
export class FieldWriter {
  readonly #parts: Buffer[] = [];

  integer(tag: number, value: number): void {
    const raw = Buffer.alloc(8);
    raw.writeBigInt64LE(BigInt(value));
    this.bytes(tag, raw);
  }

  bytes(tag: number, value: Buffer): void {
    const header = Buffer.alloc(FIELD_HEADER_BYTES);
    header.writeUInt16LE(tag, 0);
    header.writeUInt32LE(value.length, 2);
    this.#parts.push(header, value);
  }

  payload(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
