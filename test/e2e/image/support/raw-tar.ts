export interface RawEntry {
  readonly name: string;
  readonly type?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  /** Numbers as GNU tar writes those that octal digits have no room for. */
  readonly base256?: boolean;
}

/** A header block of a tar archive as no library would write it; data is the caller's affair. */
export function rawEntry(entry: RawEntry): Buffer {
  const { name, type = '0', size = 0, uid = 0, gid = 0, mtime = 0, base256 = false } = entry;
  const block = Buffer.alloc(512);
  const number = (value: number, offset: number, width: number) => {
    if (base256) binary(value).copy(block, offset, 12 - width);
    else block.write(value.toString(8).padStart(width - 1, '0'), offset, 'ascii');
    if (base256) block[offset] = (block[offset] ?? 0) | 0x80;
  };
  block.write(name, 0);
  block.write('0000644', 100);
  number(uid, 108, 8);
  number(gid, 116, 8);
  number(size, 124, 12);
  number(mtime, 136, 12);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(sum.toString(8).padStart(6, '0'), 148);
  block[154] = 0;
  return block;
}

/** Twelve bytes, two's complement, big-endian. */
function binary(value: number): Buffer {
  const bytes = Buffer.alloc(12, value < 0 ? 0xff : 0);
  bytes.writeBigInt64BE(BigInt(value), 4);
  return bytes;
}
