/**
 * Items of which some carry lines: `u32le length of the head · u32le length of the lines · head · lines`, where the head is the item
 * as JSON without its `lines`.
 */

const LENGTHS = 8;
const NEWLINE = 0x0a;

/** An item as it is sent. */
export function itemFrame(item: object): readonly Buffer[] {
  const { lines, ...rest } = item as { readonly lines?: Buffer };
  const head = JSON.stringify(rest);
  const headBytes = Buffer.byteLength(head);
  const front = Buffer.allocUnsafe(LENGTHS + headBytes);
  front.writeUInt32LE(headBytes, 0);
  front.writeUInt32LE(lines?.length ?? 0, 4);
  front.write(head, LENGTHS);
  return lines === undefined ? [front] : [front, lines];
}

/**
 * The items of a stream of frames, cut anyhow. One with many lines comes as several with some of them, so that they need not be
 * copied together. What breaks off in the middle of a frame's head is left out.
 */
export async function* parseFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  let front = Buffer.alloc(0);
  let item: object = {};
  /** Bytes of its lines that are to come. */
  let left = 0;
  const lines = new WholeLines();
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const piece = chunk.subarray(at, at + left);
        at += piece.length;
        left -= piece.length;
        for (const whole of lines.take(piece, left === 0)) yield { ...item, lines: whole };
        continue;
      }
      const known = front.length;
      front = Buffer.concat([front, chunk.subarray(at, at + frontBytes(front) - known)]);
      at += front.length - known;
      if (front.length < frontBytes(front)) continue;
      item = JSON.parse(front.toString('utf8', LENGTHS)) as object;
      left = front.readUInt32LE(4);
      front = Buffer.alloc(0);
      if (left === 0) yield item;
    }
  }
}

/** Bytes up to the end of a frame's head, as far as that can be told from its beginning. */
function frontBytes(front: Buffer): number {
  return front.length < LENGTHS ? LENGTHS : LENGTHS + front.readUInt32LE(0);
}

/** Cuts what comes in pieces behind newlines. */
class WholeLines {
  #begun: Buffer[] = [];

  *take(piece: Buffer, isLast: boolean): Generator<Buffer> {
    const firstEnd = this.#begun.length === 0 ? 0 : piece.indexOf(NEWLINE) + 1 || (isLast ? piece.length : 0);
    if (firstEnd > 0) {
      yield Buffer.concat([...this.#begun, piece.subarray(0, firstEnd)]);
      this.#begun = [];
    }
    const end = isLast ? piece.length : Math.max(firstEnd, piece.lastIndexOf(NEWLINE) + 1);
    if (end > firstEnd) yield piece.subarray(firstEnd, end);
    if (end < piece.length) this.#begun.push(Buffer.from(piece.subarray(end)));
  }
}
