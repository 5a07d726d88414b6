/** Calls back once after so many milliseconds. @returns cancels */
export type After = (ms: number, callback: () => void) => () => void;

/** A signal that aborts with another one or after a time; disposing it lets go of both. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #cancel: () => void;
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason);
  #over = false;

  /** @param ms milliseconds from now */
  constructor(outer: AbortSignal, ms: number, after: After) {
    this.#outer = outer;
    this.#cancel = after(ms, () => {
      this.#over = true;
      this.#controller.abort();
    });
    outer.addEventListener('abort', this.#onAbort, { once: true });
    if (outer.aborted) this.#onAbort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when it was the time that aborted it. */
  get isOver(): boolean {
    return this.#over;
  }

  [Symbol.dispose](): void {
    this.#cancel();
    this.#outer.removeEventListener('abort', this.#onAbort);
  }
}
