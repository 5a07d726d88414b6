/** The end of a container's run as something to wait for; a later run opens it again. */
export class RunEnd {
  #settled: boolean;
  #promise: Promise<void> = Promise.resolve();
  #resolve: () => void = () => {};

  constructor(settled: boolean) {
    this.#settled = true;
    if (!settled) this.reopen();
  }

  wait(): Promise<void> {
    return this.#promise;
  }

  /** A run begins; without effect while one is awaited. */
  reopen(): void {
    if (!this.#settled) return;
    this.#settled = false;
    this.#promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  settle(): void {
    this.#settled = true;
    this.#resolve();
  }
}
