import { TscomposeError } from '../base/errors.js';

/** Frames of the monitor protocol: `u32le payload length · u8 type · 3 zero bytes · payload` (docs/monitor-protocol.md). */

export const HEADER_BYTES = 8;
/** Bytes; of a frame whose payload is fields. */
export const MAX_PAYLOAD = 16 * 1024 * 1024;
/** Bytes; of a stream frame. */
export const MAX_STREAM_PAYLOAD = 64 * 1024;

export interface Frame {
  readonly type: number;
  readonly payload: Buffer;
}

/** @returns the largest payload of a frame type in bytes, or undefined for a type that does not exist. */
export type PayloadLimit = (type: number) => number | undefined;

/** What the other side sent is not the monitor protocol. */
export function malformed(what: string): TscomposeError {
  return new TscomposeError('INTERNAL', `the monitor connection carried a malformed message: ${what}`, {
    action: 'read from monitor',
    hint: 'The running container may have been started by another version of tscompose; recreate it.',
  });
}

/** The header to send in front of `payloadBytes` bytes. */
export function frameHeader(type: number, payloadBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(payloadBytes, 0);
  header.writeUInt8(type, 4);
  return header;
}

/**
 * Cuts a byte stream into frames. Bytes are copied only for frames that arrive in several chunks; what is kept is bounded by
 * the largest frame the limits allow.
 */
export class FrameReader {
  readonly #limit: PayloadLimit;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Bytes that the frame at the front needs in whole; its header's size until that is known. */
  #needed = HEADER_BYTES;

  constructor(limit: PayloadLimit) {
    this.#limit = limit;
  }

  /** True between frames: the end of the stream there is a clean one. */
  get empty(): boolean {
    return this.#bytes === 0;
  }

  /**
   * @returns the frames that `chunk` completes; their payloads may share its memory.
   * @throws TscomposeError INTERNAL at an unknown type, non-zero padding, or a payload over its limit
   */
  push(chunk: Buffer): readonly Frame[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames: Frame[] = [];
    while (this.#bytes >= this.#needed) {
      const bytes = this.#joined();
      const end = HEADER_BYTES + this.#payloadLength(bytes);
      this.#needed = end;
      if (this.#bytes < end) break;
      frames.push({ type: bytes.readUInt8(4), payload: bytes.subarray(HEADER_BYTES, end) });
      const rest = bytes.subarray(end);
      this.#chunks = rest.length === 0 ? [] : [rest];
      this.#bytes = rest.length;
      this.#needed = HEADER_BYTES;
    }
    return frames;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const whole = Buffer.concat(this.#chunks, this.#bytes);
    this.#chunks = [whole];
    return whole;
  }

  #payloadLength(bytes: Buffer): number {
    const length = bytes.readUInt32LE(0);
    const type = bytes.readUInt8(4);
    const limit = this.#limit(type);
    if (limit === undefined) throw malformed(`unknown frame type ${type}`);
    if (bytes.readUIntLE(5, 3) !== 0) throw malformed('non-zero padding in a frame header');
    if (length > limit) throw malformed(`frame of type ${type} with ${length} bytes, ${limit} are allowed`);
    return length;
  }
}
