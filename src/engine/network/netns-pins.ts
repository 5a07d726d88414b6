import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addon } from '../../native/addon-surface.js';
import { gatherFailures } from './gather-failures.js';

/** The pinned namespaces of containers: `DIRECTORY/CONTAINER-ID`. */
export class NetnsPins {
  readonly #addon: Addon;
  readonly #directory: string;

  constructor(addon: Addon, directory: string) {
    this.#addon = addon;
    this.#directory = directory;
  }

  path(containerId: string): string {
    return join(this.#directory, containerId);
  }

  /** Anew, without whatever a killed predecessor left under the name. */
  make(containerId: string): string {
    const path = this.path(containerId);
    this.#addon.removeNetns(path);
    this.#addon.createNetns(path);
    return path;
  }

  /** Absent is success. */
  remove(containerId: string): void {
    this.#addon.removeNetns(this.path(containerId));
  }

  /** Makes the directory. @returns the containers that have a pin */
  async recover(): Promise<readonly string[]> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return readdir(this.#directory);
  }

  async sweep(keep: ReadonlySet<string>): Promise<void> {
    const stray = (await readdir(this.#directory)).filter((id) => !keep.has(id));
    await gatherFailures(stray.map((id) => () => this.remove(id)));
  }
}
