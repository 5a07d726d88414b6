import type { Clock } from '../../../src/orchestrator/clock.js';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

const BOOT = Date.parse('2024-01-01T00:00:00Z');

/** Time that passes only when told; between timers everything that can go on goes on. */
export class FakeClock implements Clock {
  #now = BOOT;
  #set = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now + this.#set;
  }

  monotonic(): number {
    return this.#now - BOOT;
  }

  /** Sets the clock on the wall by so many milliseconds. */
  jump(ms: number): void {
    this.#set += ms;
  }

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  };

  /** Milliseconds until each pending timer, sorted. */
  get pending(): readonly number[] {
    return [...this.#timers].map(({ at }) => at - this.#now).sort((left, right) => left - right);
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#nextUntil(end); next !== undefined; next = this.#nextUntil(end)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#now = end;
  }

  /** Lets as much time pass as the work takes. */
  async during<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    await settle();
    while (!over) await this.advance(this.pending[0] ?? 0);
    return work;
  }

  #nextUntil(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
  }
}

/** Lets others have their turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await new Promise(setImmediate);
}
