import type { Output } from '../host.js';

/** Bytes that are written at once. */
const BATCH = 64 * 1024;

/**
 * Gathers what is written in one turn of the event loop: a system call for each line of a log costs more than all that comes
 * before it. What is gathered when the work is over has to be {@link flush}ed.
 */
export class BatchedOutput implements Output {
  readonly #output: Output;
  #gathered: Uint8Array[] = [];
  #bytes = 0;
  #isScheduled = false;

  constructor(output: Output) {
    this.#output = output;
  }

  write(text: string | Uint8Array): boolean {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    this.#gathered.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= BATCH) return this.flush();
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.flush();
      });
    }
    return true;
  }

  /** False when the reader is behind. */
  flush(): boolean {
    const [first, ...others] = this.#gathered;
    if (first === undefined) return true;
    const bytes = others.length === 0 ? first : Buffer.concat(this.#gathered, this.#bytes);
    this.#gathered = [];
    this.#bytes = 0;
    return this.#output.write(bytes);
  }

  once(event: 'drain', listener: () => void): unknown {
    return this.#output.once(event, listener);
  }

  on(event: 'resize', listener: () => void): unknown {
    return this.#output.on(event, listener);
  }

  off(event: 'resize', listener: () => void): unknown {
    return this.#output.off(event, listener);
  }
}
