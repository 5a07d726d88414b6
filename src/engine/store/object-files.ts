import { type BigIntStats, statSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TscomposeError } from '../../base/errors.js';
import { isCorrupt } from './damage.js';
import {
  jsonText,
  readJson,
  removeFile,
  removeTemporaries,
  stateCorrupt,
  TEMPORARY_PREFIX,
  type WriteOptions,
  writeJsonAtomic,
} from './json-file.js';
import { overwrite } from './overwrite.js';

/** Tells a valid object from anything else; throws an Error saying what is wrong. */
export type Decode<T> = (value: Readonly<Record<string, unknown>>) => T;

interface Seen<T> {
  readonly stats: BigIntStats | undefined;
  readonly value: T;
}

/**
 * A directory of objects, one JSON file each (`NAME.json`), all of one version of one type. Names are chosen by the
 * caller and must be plain file names. The files are the truth; what was read is read again when its file is another one.
 */
export class ObjectFiles<T extends object> {
  readonly #directory: string;
  readonly #version: number;
  readonly #decode: Decode<T>;
  readonly #seen = new Map<string, Seen<T>>();

  constructor(directory: string, version: number, decode: Decode<T>) {
    this.#directory = directory;
    this.#version = version;
    this.#decode = decode;
  }

  /** Makes the directory and removes the temporaries of a killed predecessor. */
  async recover(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await removeTemporaries(this.#directory);
  }

  /** Sorted by name. @throws STATE_CORRUPT */
  async list(): Promise<readonly T[]> {
    const objects = await Promise.all((await this.#names()).map((name) => this.get(name)));
    return objects.filter((object) => object !== undefined);
  }

  /** Sorted by name; what is damaged is left out. @param onDamage is told of it */
  async listUsable(
    onDamage: (name: string, error: TscomposeError) => void = () => {},
  ): Promise<readonly T[]> {
    const objects = await Promise.all(
      (await this.#names()).map((name) =>
        this.get(name).catch((error: unknown) => {
          if (!isCorrupt(error)) throw error;
          onDamage(name, error);
          return undefined;
        }),
      ),
    );
    return objects.filter((object) => object !== undefined);
  }

  /** Names of the files that cannot be used, with what is wrong. */
  async damaged(): Promise<ReadonlyMap<string, TscomposeError>> {
    const found = new Map<string, TscomposeError>();
    await this.listUsable((name, error) => found.set(name, error));
    return found;
  }

  async #names(): Promise<readonly string[]> {
    return (await readdir(this.#directory))
      .filter((name) => name.endsWith('.json') && !name.startsWith(TEMPORARY_PREFIX))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }

  /** @throws STATE_CORRUPT */
  get(name: string): Promise<T | undefined> {
    return this.#read(this.#path(name));
  }

  put(name: string, value: T, options: Pick<WriteOptions, 'durable'> = {}): Promise<void> {
    this.#seen.delete(this.#path(name));
    return writeJsonAtomic(this.#path(name), { version: this.#version, ...value }, options);
  }

  /**
   * Replaces an object by one that says the same but for a time or the like, in place: nobody waits for the disk, which after a
   * large download can take a tenth of a second.
   */
  async touch(name: string, value: T): Promise<void> {
    this.#seen.delete(this.#path(name));
    const text = jsonText({ version: this.#version, ...value });
    if (!overwrite(this.#path(name), text)) await this.put(name, value);
  }

  /** Absent is success. */
  remove(name: string, options: Pick<WriteOptions, 'durable'> = {}): Promise<void> {
    this.#seen.delete(this.#path(name));
    return removeFile(this.#path(name), options);
  }

  #path(name: string): string {
    return join(this.#directory, `${name}.json`);
  }

  async #read(path: string): Promise<T | undefined> {
    const stats = statsOf(path);
    const seen = this.#seen.get(path);
    if (seen !== undefined && isSame(seen.stats, stats)) return seen.value;
    this.#seen.delete(path);
    const value = await this.#load(path);
    if (value !== undefined) this.#seen.set(path, { stats, value });
    return value;
  }

  async #load(path: string): Promise<T | undefined> {
    const value = await readJson(path);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw stateCorrupt(path, 'it does not hold an object');
    }
    const { version, ...fields } = value as Record<string, unknown>;
    if (version !== this.#version) {
      throw stateCorrupt(path, `it has version ${String(version)}, this tscompose reads ${this.#version}`);
    }
    try {
      return this.#decode(fields);
    } catch (error) {
      throw stateCorrupt(path, (error as Error).message, error);
    }
  }
}

/** Undefined for what cannot be looked at; reading it tells why. */
function statsOf(path: string): BigIntStats | undefined {
  try {
    // Takes less time than a round through the thread pool.
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file that was replaced has another inode, one that was overwritten another time. */
function isSame(left: BigIntStats | undefined, right: BigIntStats | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return (
    left.ino === right.ino &&
    left.dev === right.dev &&
    left.size === right.size &&
    left.mtimeNs === right.mtimeNs &&
    left.ctimeNs === right.ctimeNs
  );
}
