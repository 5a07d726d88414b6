import { deferred } from '../base/deferred.js';

/** What is pushed comes out in order; iteration ends after `end`, or throws after `fail`. For one reader. */
export class ItemQueue<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #wake = deferred<void>();
  /** Resolved when the items that wait have been taken. */
  #taken = deferred<void>();
  /** The same of those that the reader is taking. */
  #beingTaken = this.#taken;
  #end: { readonly error?: unknown } | undefined;

  push(item: T): void {
    if (this.#end !== undefined) return;
    this.#items.push(item);
    this.#wake.resolve();
  }

  /** Pushes, and resolves once the reader has taken all that was pushed before it asked for more. */
  async pushSlowly(item: T): Promise<void> {
    if (this.#end !== undefined) return;
    this.push(item);
    await this.#taken.promise;
  }

  end(): void {
    this.#finish({});
  }

  fail(error: unknown): void {
    this.#finish({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      this.#beingTaken = this.#taken;
      if (this.#end === undefined) this.#taken = deferred();
      yield* items;
      this.#beingTaken.resolve();
      if (this.#items.length > 0) continue;
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await this.#wake.promise;
      this.#wake = deferred();
    }
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    for (const waiting of [this.#wake, this.#taken, this.#beingTaken]) waiting.resolve();
  }
}
