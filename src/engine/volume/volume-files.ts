import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ObservedVolume, VolumeSpec } from '../../spec/objects.js';
import type { LabelsOf, VolumeStore } from '../../spec/parts.js';
import type { Mendable } from '../../spec/repair.js';
import { corruptionOf, damageOf, isCorrupt, setAside } from '../store/damage.js';
import {
  readJson,
  removeTemporaries,
  stateCorrupt,
  syncDirectory,
  writeJsonAtomic,
} from '../store/json-file.js';
import { makeDirectory } from '../store/make-directory.js';

const RECORD_VERSION = 1;
const REMOVING_PREFIX = '.removing-';
/** Docker's rule for volume names; it also keeps them plain file names. */
const VALID_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Named and anonymous volumes: `volumes/NAME/volume.json`, data in `volumes/NAME/_data`. */
export class VolumeFiles implements VolumeStore {
  readonly #root: string;
  readonly #directory: string;
  /** Names of those whose record is lost. */
  readonly #rebuilt = new Set<string>();
  readonly #volumes = new Map<string, ObservedVolume>();
  /** Creations under way, so that two services that share a new volume make it once. */
  readonly #making = new Map<string, Promise<ObservedVolume>>();

  /** @param root state root */
  constructor(root: string) {
    this.#root = root;
    this.#directory = join(root, 'volumes');
  }

  async recover(labelsOf: LabelsOf = () => ({})): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const entry of await readdir(this.#directory, { withFileTypes: true })) {
      const { name } = entry;
      if (name.startsWith(REMOVING_PREFIX)) {
        await rm(join(this.#directory, name), { recursive: true, force: true });
        continue;
      }
      if (!entry.isDirectory()) continue;
      const volume = await this.#usable(name);
      if (volume !== undefined) this.#volumes.set(name, volume);
      else if (!(await this.#undoMaking(name))) await this.#rebuild(name, labelsOf(name));
    }
  }

  /** What is known of each volume is in memory: a record that is lost on the disk is written again. */
  async damages(): Promise<readonly Mendable[]> {
    const found = await Promise.all([...this.#volumes.values()].map((volume) => this.#damagesOf(volume)));
    return found.flat();
  }

  get rebuilt(): readonly string[] {
    return [...this.#rebuilt];
  }

  async #damagesOf(volume: ObservedVolume): Promise<readonly Mendable[]> {
    const { name } = volume.spec;
    const path = this.#recordPath(name);
    const error =
      (await corruptionOf(() => this.#read(name))) ??
      ((await this.#read(name)) === undefined ? stateCorrupt(path, 'it is missing') : undefined);
    const damage = damageOf(error, 'volume', this.#rebuilt.has(name) ? 'rebuild' : 'rewrite');
    if (damage === undefined) return [];
    const mend = async () => {
      const isThere = existsSync(path);
      const movedTo = isThere ? await setAside(this.#root, path) : undefined;
      await this.#write(volume);
      this.#rebuilt.delete(name);
      return movedTo;
    };
    return [{ ...damage, mend }];
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
    const dataAt = spec.device ?? mountpoint;
    // Any user of any container may own it; 0755 as Docker makes it, the directory above keeps others out.
    await makeDirectory(mountpoint, 0o755);
    const volume = { spec, mountpoint: dataAt, createdAt };
    await this.#write(volume);
    await syncDirectory(this.#directory);
    this.#volumes.set(spec.name, volume);
    return volume;
  }

  #write({ spec, createdAt }: ObservedVolume): Promise<void> {
    return writeJsonAtomic(this.#recordPath(spec.name), { version: RECORD_VERSION, ...spec, createdAt });
  }

  /**
   * A creation that was cut short has no record and no data yet. Whatever else holds data stays: it may be precious.
   * @returns whether it is gone
   */
  async #undoMaking(name: string): Promise<boolean> {
    await removeTemporaries(join(this.#directory, name));
    for (const directory of [this.#mountpoint(name), join(this.#directory, name)]) {
      try {
        await rmdir(directory);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOTEMPTY' || code === 'ENOTDIR') return false;
        if (code !== 'ENOENT') throw error;
      }
    }
    return true;
  }

  /** A volume that is there without its record goes on; the record is written when somebody asks for a repair. */
  async #rebuild(name: string, labels: VolumeSpec['labels']): Promise<void> {
    const mountpoint = this.#mountpoint(name);
    await mkdir(mountpoint, { recursive: true, mode: 0o755 });
    const { birthtime } = await stat(mountpoint);
    this.#volumes.set(name, { spec: { name, labels }, mountpoint, createdAt: birthtime.toISOString() });
    this.#rebuilt.add(name);
  }

  async #usable(name: string): Promise<ObservedVolume | undefined> {
    try {
      return await this.#read(name);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      return undefined;
    }
  }

  async #read(name: string): Promise<ObservedVolume | undefined> {
    const path = this.#recordPath(name);
    const value = (await readJson(path)) as
      | Partial<VolumeSpec & { version: number; createdAt: string }>
      | undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null) throw stateCorrupt(path, 'it does not hold an object');
    const { version, labels, device, createdAt } = value;
    if (version !== RECORD_VERSION) throw stateCorrupt(path, `it has version ${String(version)}`);
    if (value.name !== name || createdAt === undefined) throw stateCorrupt(path, 'it is no volume record');
    const spec = { name, labels: labels ?? {}, ...(device === undefined ? {} : { device }) };
    return { spec, mountpoint: device ?? this.#mountpoint(name), createdAt };
  }

  #recordPath(name: string): string {
    return join(this.#directory, name, 'volume.json');
  }

  #mountpoint(name: string): string {
    return join(this.#directory, name, '_data');
  }
}
