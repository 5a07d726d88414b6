/** A signal that aborts with another one or after a time; disposing it lets go of both. Abort reasons are handed on. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#controller.abort(this.#outer.reason);
  #over = false;

  /** @param ms milliseconds from now */
  constructor(outer: AbortSignal, ms: number) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.#over = true;
      this.#controller.abort(new DOMException('the time is over', 'TimeoutError'));
    }, ms);
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
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#onAbort);
  }
}
