import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ObservedVolume, VolumeSpec } from '../../spec/objects.js';
import type { VolumeStore } from '../../spec/parts.js';
import {
  readJson,
  removeTemporaries,
  stateCorrupt,
  syncDirectory,
  writeJsonAtomic,
} from '../store/json-file.js';

const RECORD_VERSION = 1;
const REMOVING_PREFIX = '.removing-';
/** Docker's rule for volume names; it also keeps them plain file names. */
const VALID_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Named and anonymous volumes: `volumes/NAME/volume.json`, data in `volumes/NAME/_data`. */
export class VolumeFiles implements VolumeStore {
  readonly #directory: string;
  readonly #volumes = new Map<string, ObservedVolume>();
  /** Creations under way, so that two services that share a new volume make it once. */
  readonly #making = new Map<string, Promise<ObservedVolume>>();

  /** @param root state root */
  constructor(root: string) {
    this.#directory = join(root, 'volumes');
  }

  async recover(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const entry of await readdir(this.#directory, { withFileTypes: true })) {
      const { name } = entry;
      if (name.startsWith(REMOVING_PREFIX)) {
        await rm(join(this.#directory, name), { recursive: true, force: true });
        continue;
      }
      if (!entry.isDirectory()) continue;
      const volume = await this.#read(name);
      if (volume !== undefined) this.#volumes.set(name, volume);
      else await this.#undoMaking(name);
    }
  }

  async list(): Promise<readonly ObservedVolume[]> {
    return [...this.#volumes.values()].sort((a, b) => (a.spec.name < b.spec.name ? -1 : 1));
  }

  async ensure(spec: VolumeSpec): Promise<ObservedVolume> {
    const existing = this.#volumes.get(spec.name) ?? this.#making.get(spec.name);
    if (existing !== undefined) return existing;
    const making = this.#make(spec);
    this.#making.set(spec.name, making);
    try {
      return await making;
    } finally {
      this.#making.delete(spec.name);
    }
  }

  async remove(name: string): Promise<void> {
    if (!this.#volumes.delete(name)) return;
    // Gone at once for everybody; the data may take its time, and the next engine finishes what is cut short.
    const removing = join(this.#directory, `${REMOVING_PREFIX}${name}`);
    await rename(join(this.#directory, name), removing);
    await rm(removing, { recursive: true, force: true });
  }

  async #make(spec: VolumeSpec): Promise<ObservedVolume> {
    if (!VALID_NAME.test(spec.name)) {
      throw new TscomposeError('VOLUME', `"${spec.name}" cannot name a volume`, {
        action: 'create volume',
        subject: spec.name,
        hint: 'Names start with a letter or digit and go on with letters, digits, "_", "." and "-".',
      });
    }
    const createdAt = new Date().toISOString();
    const mountpoint = this.#mountpoint(spec.name);
    // Any user of any container may own it; 0755 as Docker makes it, the directory above keeps others out.
    await mkdir(mountpoint, { recursive: true, mode: 0o755 });
    await writeJsonAtomic(this.#recordPath(spec.name), { version: RECORD_VERSION, ...spec, createdAt });
    await syncDirectory(this.#directory);
    const volume = { spec, mountpoint, createdAt };
    this.#volumes.set(spec.name, volume);
    return volume;
  }

  /** A creation that was cut short has no record and no data yet. Whatever else holds data stays: it may be precious. */
  async #undoMaking(name: string): Promise<void> {
    await removeTemporaries(join(this.#directory, name));
    for (const directory of [this.#mountpoint(name), join(this.#directory, name)]) {
      try {
        await rmdir(directory);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error;
      }
    }
  }

  async #read(name: string): Promise<ObservedVolume | undefined> {
    const path = this.#recordPath(name);
    const value = (await readJson(path)) as
      | Partial<VolumeSpec & { version: number; createdAt: string }>
      | undefined;
    if (value === undefined) return undefined;
    const { version, labels, createdAt } = value;
    if (version !== RECORD_VERSION) throw stateCorrupt(path, `it has version ${String(version)}`);
    if (value.name !== name || createdAt === undefined) throw stateCorrupt(path, 'it is no volume record');
    return { spec: { name, labels: labels ?? {} }, mountpoint: this.#mountpoint(name), createdAt };
  }

  #recordPath(name: string): string {
    return join(this.#directory, name, 'volume.json');
  }

  #mountpoint(name: string): string {
    return join(this.#directory, name, '_data');
  }
}
