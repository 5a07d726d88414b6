/** Calls back after a while in which nothing was to do. */
export class IdleWatch {
  readonly #idleMs: number;
  readonly #isBusy: () => Promise<boolean>;
  readonly #onIdle: () => Promise<boolean>;
  #timer: NodeJS.Timeout | undefined;
  #requests = 0;
  #ended = false;

  /**
   * @param idleMs milliseconds without work
   * @param isBusy whether containers run or something is planned
   * @param onIdle returns false when there is something to do after all: the while begins anew
   */
  constructor(idleMs: number, isBusy: () => Promise<boolean>, onIdle: () => Promise<boolean>) {
    this.#idleMs = idleMs;
    this.#isBusy = isBusy;
    this.#onIdle = onIdle;
    this.touch();
  }

  /** Something happened: the while begins anew. */
  touch(): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), this.#idleMs);
  }

  /** A request is being answered until the returned function is called. */
  request(): () => void {
    this.#requests += 1;
    this.touch();
    return () => {
      this.#requests -= 1;
      this.touch();
    };
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const busy = this.#requests > 0 || (await this.#isBusy());
    // A request may have come while that was found out.
    if (this.#ended) return;
    if (busy || this.#requests > 0 || !(await this.#onIdle())) this.touch();
  }
}
