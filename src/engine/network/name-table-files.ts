import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../store/json-file.js';
import { Coalesced } from './coalesced.js';

/** The files that monitors read names from. A file is replaced wholly; requests while one is being written share the next. */
export class NameTableFiles {
  readonly #directory: string;
  readonly #render: (networkId: string) => string;
  readonly #writes = new Map<string, Coalesced>();

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
    let write = this.#writes.get(networkId);
    if (write === undefined) {
      write = new Coalesced(() =>
        writeFileAtomic(this.path(networkId), this.#render(networkId), { durable: false }),
      );
      this.#writes.set(networkId, write);
    }
    return write.run();
  }

  async remove(networkId: string): Promise<void> {
    await this.#writes.get(networkId)?.idle();
    this.#writes.delete(networkId);
    await rm(this.path(networkId), { force: true });
  }

  /** Makes the directory, writes the tables of these networks and removes every other file. */
  async recover(networkIds: readonly string[]): Promise<void> {
    // Read by monitors, which are root; nobody else needs to know who runs here.
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#directory)) {
      if (!networkIds.includes(name)) await rm(join(this.#directory, name), { force: true, recursive: true });
    }
    await Promise.all(networkIds.map((id) => this.update(id)));
  }
}
