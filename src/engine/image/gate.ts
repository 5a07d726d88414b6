type Wake = () => void;

interface Waiting {
  readonly exclusive: boolean;
  readonly wake: Wake;
}

/** Lets many in together or one alone, in the order in which they came. */
export class Gate {
  readonly #waiting: Waiting[] = [];
  #inside = 0;
  #closed = false;

  /** Whether somebody is inside or waits. */
  get busy(): boolean {
    return this.#inside > 0 || this.#waiting.length > 0;
  }

  /** Together with others of its kind. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#pass(false, work);
  }

  /** Alone. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#pass(true, work);
  }

  /** As {@link shared}, for what is no one call. @returns what lets go, to be called once */
  async enter(): Promise<() => void> {
    await this.#admission(false);
    return () => this.#leave();
  }

  async #pass<T>(exclusive: boolean, work: () => Promise<T>): Promise<T> {
    await this.#admission(exclusive);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #admission(exclusive: boolean): Promise<void> {
    return new Promise((wake) => {
      this.#waiting.push({ exclusive, wake });
      this.#admit();
    });
  }

  #leave(): void {
    this.#inside -= 1;
    this.#closed = false;
    this.#admit();
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#closed || (next.exclusive && this.#inside > 0)) return;
      this.#waiting.shift();
      this.#inside += 1;
      this.#closed = next.exclusive;
      next.wake();
    }
  }
}
