/** Turns pushed events into an iteration that ends when its signal aborts. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #signal: AbortSignal;
  #events: T[] = [];
  #wake: () => void = () => {};

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  push(event: T): void {
    this.#events.push(event);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.#signal.aborted) {
      const events = this.#events;
      this.#events = [];
      yield* events;
      if (this.#events.length > 0 || this.#signal.aborted) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
