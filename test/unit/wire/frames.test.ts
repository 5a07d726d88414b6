import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import { type Frame, FrameReader, frameHeader, MAX_STREAM_PAYLOAD } from '../../../src/wire/frames.js';
import { decodeMessage, encodeMessage, type Message, payloadLimit } from '../../../src/wire/messages.js';
import { GOLDEN } from './samples.js';

const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
const size = fc.nat({ max: 65_535 });

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    type: fc.constant('Exec' as const),
    arg: fc.array(text),
    env: fc.array(text),
    cwd: text,
    user: text,
    tty: fc.boolean(),
    rows: size,
    cols: size,
    tracked: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('ExecExited' as const),
    exitCode: fc.maxSafeInteger(),
    signal: fc.option(fc.integer()),
  }),
  fc.record({
    type: fc.constant('Stdout' as const),
    data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.constant({ type: 'Bye' as const }),
);

/** Feeds bytes in pieces of the given sizes, repeated until all are fed. */
function readInPieces(bytes: Buffer, sizes: readonly number[]): readonly Frame[] {
  const reader = new FrameReader(payloadLimit);
  const frames: Frame[] = [];
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const end = at + (sizes[piece % sizes.length] ?? 1);
    frames.push(...reader.push(bytes.subarray(at, end)));
    at = end;
  }
  expect(reader.empty).toBe(true);
  return frames;
}

describe('frames and messages', () => {
  it('come back as they were sent, however the stream is cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(message), sizes, (messages, pieces) => {
        const frames = readInPieces(Buffer.concat(messages.map(encodeMessage)), pieces);
        expect(frames.map(decodeMessage)).toEqual(messages);
      }),
    );
  });

  it('refuse hostile bytes with a TscomposeError and nothing else', () => {
    const seeds = Object.values(GOLDEN).map(encodeMessage);
    const flip = fc.record({ at: fc.nat(), value: fc.nat({ max: 255 }) });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(flip, { maxLength: 6 }), (seed, flips) => {
        const bytes = Buffer.from(seed);
        for (const { at, value } of flips) bytes[at % bytes.length] = value;
        try {
          new FrameReader(payloadLimit).push(bytes).map(decodeMessage);
        } catch (error) {
          expect(error).toBeInstanceOf(TscomposeError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an unknown type', frameHeader(99, 0)],
    ['a stream frame over 64 KiB', frameHeader(23, MAX_STREAM_PAYLOAD + 1)],
    ['a message over 16 MiB', frameHeader(1, 16 * 1024 * 1024 + 1)],
    ['padding that is not zero', Buffer.from([0, 0, 0, 0, 8, 0, 1, 0])],
  ])('refuse %s from the header alone', (_, header) => {
    expect(() => new FrameReader(payloadLimit).push(header)).toThrow(/malformed/);
  });

  it('skip fields with an unknown tag', () => {
    const field = Buffer.from([0xff, 0xff, 1, 0, 0, 0, 7]);
    const frame = { type: 8, payload: field };
    expect(decodeMessage(frame)).toEqual({ type: 'Bye' });
  });

  it('refuse to send NUL in a string, a negative count, and too large a stream frame', () => {
    const resize = { type: 'Resize', rows: -1, cols: 1 } as const;
    expect(() => encodeMessage(resize)).toThrow(/-1 as rows/);
    expect(() => encodeMessage({ type: 'Started', pid: 1, startedAt: 'a\0b', startedMs: 0 })).toThrow(
      /NUL in startedAt/,
    );
    expect(() => encodeMessage({ type: 'Stdin', data: Buffer.alloc(MAX_STREAM_PAYLOAD + 1) })).toThrow(
      /exceeds/,
    );
  });
});
