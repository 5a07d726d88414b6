/** Work that many may ask for while it runs: they share one next run, which begins after the last of them asked. */
export class Coalesced {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | undefined;
  #waiting: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves or rejects with a run that began after this call. */
  run(): Promise<void> {
    if (this.#waiting !== undefined) return this.#waiting;
    if (this.#running === undefined) return this.#start();
    const next = this.#settled().then(() => {
      this.#waiting = undefined;
      return this.#start();
    });
    this.#waiting = next;
    return next;
  }

  /** Resolves when nothing runs or waits any more, whatever became of it. */
  async idle(): Promise<void> {
    while (this.#running !== undefined || this.#waiting !== undefined) {
      await Promise.allSettled([this.#running, this.#waiting]);
    }
  }

  async #settled(): Promise<void> {
    await Promise.allSettled([this.#running]);
  }

  #start(): Promise<void> {
    const run = this.#work().finally(() => {
      if (this.#running === run) this.#running = undefined;
    });
    this.#running = run;
    return run;
  }
}
