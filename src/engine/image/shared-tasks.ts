type Listener<P> = (progress: P) => void;

interface Running<P, T> {
  readonly result: Promise<T>;
  readonly listeners: Set<Listener<P>>;
  readonly abort: AbortController;
  last?: P;
}

/**
 * Joins callers that want the same thing at the same time: the work is done once, each hears of its progress, and it is
 * aborted when the last of them gives up.
 */
export class SharedTasks<P, T> {
  readonly #running = new Map<string, Running<P, T>>();

  /** @throws what `work` throws, or the signal's reason as soon as it is aborted */
  async run(
    key: string,
    work: (report: Listener<P>, signal: AbortSignal) => Promise<T>,
    listener: Listener<P>,
    signal: AbortSignal,
  ): Promise<T> {
    signal.throwIfAborted();
    const task = this.#running.get(key) ?? this.#start(key, work);
    task.listeners.add(listener);
    if (task.last !== undefined) listener(task.last);
    let giveUp: (reason: unknown) => void = () => {};
    const gaveUp = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    const leave = () => {
      task.listeners.delete(listener);
      giveUp(signal.reason);
      if (task.listeners.size > 0) return;
      // Whoever comes now begins anew instead of joining what is being given up.
      if (this.#running.get(key) === task) this.#running.delete(key);
      task.abort.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([task.result, gaveUp]);
    } finally {
      signal.removeEventListener('abort', leave);
      task.listeners.delete(listener);
    }
  }

  #start(key: string, work: (report: Listener<P>, signal: AbortSignal) => Promise<T>): Running<P, T> {
    const abort = new AbortController();
    const listeners = new Set<Listener<P>>();
    const report = (progress: P) => {
      task.last = progress;
      for (const listen of listeners) listen(progress);
    };
    const result = Promise.resolve()
      .then(() => work(report, abort.signal))
      .finally(() => {
        if (this.#running.get(key) === task) this.#running.delete(key);
      });
    const task: Running<P, T> = { result, listeners, abort };
    this.#running.set(key, task);
    return task;
  }
}
