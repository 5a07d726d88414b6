import type { Clock } from './clock.js';

/** A signal that aborts at a time, or when another one does. */
export class TimeLimit implements Disposable {
  readonly signal: AbortSignal;
  readonly #cancel: () => void = () => {};

  /** @param until RFC 3339; absent: there is no such time */
  constructor(clock: Clock, until: string | undefined, other: AbortSignal) {
    if (until === undefined) {
      this.signal = other;
      return;
    }
    const over = new AbortController();
    this.signal = AbortSignal.any([other, over.signal]);
    const left = Date.parse(until) - clock.now();
    if (left <= 0) over.abort();
    else this.#cancel = clock.after(left, () => over.abort());
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}
