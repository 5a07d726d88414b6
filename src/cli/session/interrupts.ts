import type { Host } from '../host.js';

/** Counts Ctrl-C: the first asks, the second insists. */
export class Interrupts implements Disposable {
  readonly #asked = new AbortController();
  readonly #insisted = new AbortController();
  readonly #undo: () => void;

  constructor(host: Pick<Host, 'onInterrupt'>) {
    this.#undo = host.onInterrupt(() => {
      if (this.#asked.signal.aborted) this.#insisted.abort();
      else this.#asked.abort();
    });
  }

  /** Aborted by the first interrupt. */
  get asked(): AbortSignal {
    return this.#asked.signal;
  }

  /** Aborted by the second. */
  get insisted(): AbortSignal {
    return this.#insisted.signal;
  }

  [Symbol.dispose](): void {
    this.#undo();
  }
}
