import { describe, expect, it } from 'vitest';
import {
  attribute,
  decodeAttributes,
  nested,
  text,
  u32,
} from '../../../../../src/engine/network/netlink/attribute.js';
import { decodeReplies, encodeMessages } from '../../../../../src/engine/network/netlink/message.js';

function reply(type: number, flags: number, sequence: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + payload.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt32LE(sequence, 8);
  return Buffer.concat([header, payload]);
}

describe('netlink attributes', () => {
  it('pad their payload to four bytes but not their length', () => {
    expect(attribute(3, text('lo')).toString('hex')).toBe('07000300' + '6c6f0000');
  });

  it('are found again by type, nested ones too', () => {
    const bytes = Buffer.concat([attribute(1, u32(7)), nested(2, attribute(5, text('x')))]);
    const outer = decodeAttributes(bytes);
    expect(outer.get(1)?.readUInt32LE(0)).toBe(7);
    expect(
      decodeAttributes(outer.get(2) ?? Buffer.alloc(0))
        .get(5)
        ?.toString(),
    ).toBe('x\0');
  });

  it('end at bytes that are no whole attribute', () => {
    const good = attribute(1, u32(7));
    for (const damage of ['ffff0100', '0300', '02000100']) {
      const bytes = Buffer.concat([good, Buffer.from(damage, 'hex')]);
      expect([...decodeAttributes(bytes).keys()]).toEqual([1]);
    }
  });
});

describe('netlink messages', () => {
  it('are numbered one after the other and always say that they are requests', () => {
    const one = { type: 18, flags: 4, body: u32(0), what: 'one' };
    expect(encodeMessages([one, one], 9).toString('hex')).toBe(
      '14000000120005000900000000000000' + '00000000' + '14000000120005000a00000000000000' + '00000000',
    );
  });

  it('come back as data, acknowledgements and refusals with the text of the kernel', () => {
    const refusal = Buffer.concat([
      Buffer.from(new Int32Array([-17]).buffer),
      Buffer.alloc(16),
      attribute(1, text('it is there already')),
    ]);
    const bytes = Buffer.concat([
      reply(16, 2, 1, Buffer.alloc(16)),
      reply(2, 0x100, 1, Buffer.alloc(20)),
      reply(2, 0x300, 2, refusal),
    ]);
    expect(decodeReplies(bytes)).toEqual([
      { kind: 'data', sequence: 1, type: 16, payload: Buffer.alloc(16) },
      { kind: 'error', sequence: 1, errno: 0, text: '' },
      { kind: 'error', sequence: 2, errno: 17, text: 'it is there already' },
    ]);
  });

  it('tell when a dump was interrupted', () => {
    expect(decodeReplies(reply(3, 0x12, 4, Buffer.alloc(4)))[0]).toEqual({
      kind: 'interrupted',
      sequence: 4,
    });
  });
});
