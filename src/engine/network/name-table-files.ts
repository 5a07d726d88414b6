import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../store/json-file.js';

/** The files that monitors read names from. A file is replaced wholly; requests while one is being written share the next. */
export class NameTableFiles {
  readonly #directory: string;
  readonly #render: (networkId: string) => string;
  /** Per network: the write that runs, and the one that waits for it. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  /** @param render text of a network's table as of the moment of the call */
  constructor(directory: string, render: (networkId: string) => string) {
    this.#directory = directory;
    this.#render = render;
  }

  path(networkId: string): string {
    return join(this.#directory, networkId);
  }

  /** Resolves when the file holds everything that was true at the call. */
  update(networkId: string): Promise<void> {
    const waiting = this.#waiting.get(networkId);
    if (waiting !== undefined) return waiting;
    const running = this.#running.get(networkId);
    if (running === undefined) return this.#write(networkId);
    const next = running
      .catch(() => undefined)
      .then(() => {
        this.#waiting.delete(networkId);
        return this.#write(networkId);
      });
    this.#waiting.set(networkId, next);
    return next;
  }

  async remove(networkId: string): Promise<void> {
    await this.#running.get(networkId)?.catch(() => undefined);
    await rm(this.path(networkId), { force: true });
  }

  /** Makes the directory, writes the tables of these networks and removes every other file. */
  async recover(networkIds: readonly string[]): Promise<void> {
    // Read by monitors, which are root; nobody else needs to know who runs here.
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#directory)) {
      if (!networkIds.includes(name)) await rm(join(this.#directory, name), { force: true });
    }
    await Promise.all(networkIds.map((id) => this.update(id)));
  }

  #write(networkId: string): Promise<void> {
    const write = writeFileAtomic(this.path(networkId), this.#render(networkId), { durable: false });
    const settled = write.finally(() => {
      if (this.#running.get(networkId) === settled) this.#running.delete(networkId);
    });
    this.#running.set(networkId, settled);
    return settled;
  }
}
