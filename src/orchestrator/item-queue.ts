import { deferred } from '../base/deferred.js';

/** What is pushed comes out in order; iteration ends after `end`, or throws after `fail`. For one reader. */
export class ItemQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #wake = deferred<void>();
  #end: { readonly error?: unknown } | undefined;

  push(item: T): void {
    if (this.#end !== undefined) return;
    this.#items.push(item);
    this.#wake.resolve();
  }

  end(): void {
    this.#end ??= {};
    this.#wake.resolve();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (this.#items.length > 0) continue;
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await this.#wake.promise;
      this.#wake = deferred();
    }
  }
}
