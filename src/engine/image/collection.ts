import type { ImageUsers } from '../../spec/parts.js';
import type { GarbageCollector } from './garbage.js';
import type { Gate } from './gate.js';
import type { ImageRecords } from './image-records.js';

/** What an interrupted pull fetched whole serves the next one, for a day. */
const KEPT_FETCHED_MS = 24 * 60 * 60 * 1000;

/**
 * Decides when garbage is collected. Nothing is while an image comes in, whose blobs nobody refers to yet: the last of those who
 * bring one in sees to it then.
 */
export class Collection {
  readonly #records: ImageRecords;
  readonly #garbage: GarbageCollector;
  readonly #content: Gate;
  readonly #onError: (error: unknown) => void;
  /** Whether images are kept for their users only; undefined: not looked yet. */
  #kept: boolean | undefined;
  #postponed: ImageUsers | undefined;

  /**
   * @param content where those who bring images in are together, and who clears away is alone
   * @param onError hears of failures of what was postponed
   */
  constructor(
    records: ImageRecords,
    garbage: GarbageCollector,
    content: Gate,
    onError: (error: unknown) => void,
  ) {
    this.#records = records;
    this.#garbage = garbage;
    this.#content = content;
    this.#onError = onError;
  }

  /** After a container went: images that were kept for it alone go. */
  async afterUse(users: ImageUsers): Promise<void> {
    this.#kept ??= (await this.#records.allImages()).some(({ removed }) => removed);
    if (this.#kept) await this.whenIdle(users);
  }

  /** Now, or at the end of what brings images in. */
  async whenIdle(users: ImageUsers): Promise<void> {
    this.#kept = true;
    this.#postponed = users;
    if (this.#content.busy) return;
    this.#postponed = undefined;
    await this.#content.exclusive(async () => {
      await this.#garbage.collect(users);
      await this.#garbage.sweep(new Date(Date.now() - KEPT_FETCHED_MS));
      this.#kept = (await this.#records.allImages()).some(({ removed }) => removed);
    });
  }

  /** Everything that no image needs, however young; waits until nobody brings images in. @returns bytes freed */
  all(users: ImageUsers): Promise<number> {
    return this.#content.exclusive(
      async () => (await this.#garbage.collect(users)) + (await this.#garbage.sweep(new Date())),
    );
  }

  /** To be called by who brought an image in, at the end. */
  postponed(): void {
    const users = this.#postponed;
    if (users !== undefined) this.whenIdle(users).catch(this.#onError);
  }
}
