import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../../src/wire/frames.js';
import { decodeMessage, encodeMessage, payloadLimit } from '../../../src/wire/messages.js';
import { GOLDEN } from './samples.js';

const folder = new URL('../../golden/monitor-protocol/', import.meta.url);

function goldenBytes(name: string): Buffer {
  return Buffer.from(readFileSync(new URL(`${name}.hex`, folder), 'utf8').replaceAll(/\s/g, ''), 'hex');
}

describe('golden frames of the monitor protocol', () => {
  it('has one file per sample and no other', () => {
    const expected = Object.keys(GOLDEN).map((name) => `${name}.hex`);
    expect(readdirSync(folder).sort()).toEqual(expected.sort());
  });

  it.each(Object.entries(GOLDEN))('encodes %s to the recorded bytes', (name, message) => {
    expect(encodeMessage(message).toString('hex')).toBe(goldenBytes(name).toString('hex'));
  });

  it.each(Object.entries(GOLDEN))('decodes the recorded bytes of %s', (name, message) => {
    const frames = new FrameReader(payloadLimit).push(goldenBytes(name));
    expect(frames.map(decodeMessage)).toEqual([message]);
  });
});
