import { deferred } from '../base/deferred.js';
import { unlessAborted } from './cancelled.js';

/** Tells those who wait for something about a container that it may have happened. Nothing polls. */
export class Changes {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #observers = new Set<() => void>();

  /** Calls back after every change of any container. @returns takes the listener away again */
  onAny(listener: () => void): () => void {
    this.#observers.add(listener);
    return () => {
      this.#observers.delete(listener);
    };
  }

  notify(id: string): void {
    for (const observer of [...this.#observers]) observer();
    for (const listener of [...(this.#listeners.get(id) ?? [])]) listener();
  }

  /**
   * Looks at once, and again after every change of the container, until `look` gives something.
   * @throws what `look` throws; TscomposeError CANCELLED when the signal aborts
   */
  async until<T>(id: string, look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const changed = deferred<void>();
      const forget = this.#listen(id, changed.resolve);
      try {
        const found = await look();
        if (found !== undefined) return found;
        await unlessAborted(changed.promise, signal, 'waiting');
      } finally {
        forget();
      }
    }
  }

  #listen(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }
}
