import type { Output } from '../host.js';

/** Characters that are written at once. */
const BATCH = 64 * 1024;

/**
 * Gathers what is written in one turn of the event loop: a system call for each line of a log costs more than all that comes
 * before it. What is gathered when the work is over has to be {@link flush}ed.
 */
export class BatchedOutput implements Output {
  readonly #output: Output;
  #gathered = '';
  #isScheduled = false;

  constructor(output: Output) {
    this.#output = output;
  }

  write(text: string | Uint8Array): boolean {
    if (typeof text !== 'string') {
      this.flush();
      return this.#output.write(text);
    }
    this.#gathered += text;
    if (this.#gathered.length >= BATCH) return this.flush();
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
    const text = this.#gathered;
    this.#gathered = '';
    return text === '' || this.#output.write(text);
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
