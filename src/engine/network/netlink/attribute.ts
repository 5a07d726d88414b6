/**
 * Netlink attributes: `u16 length · u16 type · payload`, padded to four bytes (netlink(7)). Integers are in host order, which
 * is little-endian on everything that we support, except where the kernel's protocol asks for network order (`be…`).
 */

const HEADER_BYTES = 4;
const NESTED = 0x8000;
/** The two upper bits of a type are flags: nested, network byte order. */
const TYPE_MASK = 0x3fff;

export function alignTo4(length: number): number {
  return (length + 3) & ~3;
}

export function attribute(type: number, payload: Uint8Array): Buffer {
  const length = HEADER_BYTES + payload.length;
  const out = Buffer.alloc(alignTo4(length));
  out.writeUInt16LE(length, 0);
  out.writeUInt16LE(type, 2);
  out.set(payload, HEADER_BYTES);
  return out;
}

export function nested(type: number, ...children: readonly Uint8Array[]): Buffer {
  return attribute(type | NESTED, Buffer.concat(children));
}

export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

export function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}

export function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value >>> 0);
  return out;
}

export function be16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16BE(value);
  return out;
}

export function be32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}

/** A string with its closing NUL, as the kernel's NLA_STRING names want it. */
export function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

/** Payloads by type; of a repeated type the last. Bytes that are no whole attribute end the list. */
export function decodeAttributes(bytes: Buffer): ReadonlyMap<number, Buffer> {
  return new Map(listAttributes(bytes));
}

/** Every attribute in order, for lists that repeat one type. */
export function listAttributes(bytes: Buffer): readonly (readonly [number, Buffer])[] {
  const out: (readonly [number, Buffer])[] = [];
  let offset = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt16LE(offset);
    if (length < HEADER_BYTES || offset + length > bytes.length) break;
    const type = bytes.readUInt16LE(offset + 2) & TYPE_MASK;
    out.push([type, bytes.subarray(offset + HEADER_BYTES, offset + length)]);
    offset += alignTo4(length);
  }
  return out;
}

/** Text up to its NUL. */
export function decodeText(payload: Buffer | undefined): string {
  return payload === undefined ? '' : payload.toString('utf8').replace(/\0.*$/s, '');
}
