const FIRST_BYTES = 256 * 1024;
/** From here on a call of the system's own copying is cheaper than a loop. */
const LONG = 32;

/** Bytes that are put together. */
export class ByteSink {
  #bytes = Buffer.alloc(0);
  #used = 0;

  add(source: Buffer, from: number, to: number): void {
    const length = to - from;
    if (this.#bytes.length - this.#used < length) this.#grow(length);
    if (length >= LONG) {
      this.#bytes.set(new Uint8Array(source.buffer, source.byteOffset + from, length), this.#used);
    } else {
      for (let index = 0; index < length; index += 1) {
        this.#bytes[this.#used + index] = source[from + index] as number;
      }
    }
    this.#used += length;
  }

  /** What was added since the last call; the receiver's. */
  taken(): Buffer {
    const taken = this.#bytes.subarray(0, this.#used);
    this.#bytes = this.#bytes.subarray(this.#used);
    this.#used = 0;
    return taken;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 * this.#used, this.#used + length));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
