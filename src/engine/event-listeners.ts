/** Listeners of one kind of event. */
export class EventListeners<T> {
  readonly #listeners = new Set<(event: T) => void>();

  /** @returns takes the listener away again */
  add(listener: (event: T) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
