import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  jsonText,
  readJson,
  stateCorrupt,
  syncDirectory,
  writeFileAtomic,
  writeJsonAtomic,
} from '../store/json-file.js';
import { makeDirectory } from '../store/make-directory.js';
import { overwrite } from '../store/overwrite.js';
import { type ContainerPaths, containerPaths, containersDirectory } from './container-paths.js';
import {
  type ContainerRecord,
  decodeRecord,
  decodeState,
  NEW_STATE,
  RECORD_VERSION,
  type StateRecord,
} from './container-record.js';

const REMOVING_PREFIX = '.removing-';

/** The containers' directories and the records in them. */
export class ContainerFiles {
  readonly #root: string;
  readonly #runDir: string;

  constructor(root: string, runDir: string) {
    this.#root = root;
    this.#runDir = runDir;
  }

  paths(id: string): ContainerPaths {
    return containerPaths(this.#root, this.#runDir, id);
  }

  /** Ids of all directories, whole or not; sorted. */
  async ids(): Promise<readonly string[]> {
    const directory = containersDirectory(this.#root);
    return (await readdir(directory)).filter((name) => /^[0-9a-f]{64}$/.test(name)).sort();
  }

  /**
   * The record comes last: a directory without one is a creation that was cut short.
   * @param fill makes what else belongs into the directory
   */
  async create(record: ContainerRecord, fill: (directory: string) => Promise<void>): Promise<void> {
    const paths = this.paths(record.id);
    await makeDirectory(paths.directory, 0o700);
    await fill(paths.directory);
    await this.writeRecord(record);
    await syncDirectory(dirname(paths.directory));
  }

  writeRecord(record: ContainerRecord): Promise<void> {
    return writeJsonAtomic(this.paths(record.id).record, { version: RECORD_VERSION, ...record });
  }

  /** Undefined when the creation was cut short. @throws STATE_CORRUPT */
  readRecord(id: string): Promise<ContainerRecord | undefined> {
    return readVersioned(this.paths(id).record, decodeRecord);
  }

  /** @throws STATE_CORRUPT also when there is none */
  async requireRecord(id: string): Promise<ContainerRecord> {
    const record = await this.readRecord(id);
    if (record === undefined) throw stateCorrupt(this.paths(id).record, 'it is missing');
    return record;
  }

  /** @throws STATE_CORRUPT */
  async readState(id: string): Promise<StateRecord> {
    return (await readVersioned(this.paths(id).state, decodeState)) ?? NEW_STATE;
  }

  /**
   * Survives a kill of the engine, not always a power cut: that ends every run anyway. The file that is there is
   * written over, since a new one for each change of each container is what slows many starts down.
   */
  async writeState(id: string, state: StateRecord): Promise<void> {
    const { state: path } = this.paths(id);
    const text = jsonText({ version: RECORD_VERSION, ...state });
    if (!overwrite(path, text)) await writeFileAtomic(path, text, { durable: false });
  }

  /** Whether a container has been started, though its record may be gone. */
  hasRun(id: string): boolean {
    const { state, log } = this.paths(id);
    return existsSync(state) || existsSync(log);
  }

  /** Ends the removals that a killed predecessor had begun, and removes its temporaries. */
  async recover(): Promise<void> {
    const directory = containersDirectory(this.#root);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const half = (await readdir(directory)).filter((name) => name.startsWith(REMOVING_PREFIX));
    await Promise.all(half.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  }

  /** Absent is success. */
  async remove(id: string): Promise<void> {
    const paths = this.paths(id);
    // Gone at once: half a directory would look like a damaged one.
    const removing = join(dirname(paths.directory), `${REMOVING_PREFIX}${id}`);
    await renameIfThere(paths.directory, removing);
    await rm(removing, { recursive: true, force: true });
    await rm(paths.runtime, { recursive: true, force: true });
    await rm(paths.monitorSocket, { force: true });
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function readVersioned<T>(
  path: string,
  decode: (value: Readonly<Record<string, unknown>>) => T,
): Promise<T | undefined> {
  const value = await readJson(path);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) throw stateCorrupt(path, 'it does not hold an object');
  const { version, ...fields } = value as Record<string, unknown>;
  if (version !== RECORD_VERSION) {
    throw stateCorrupt(path, `it has version ${String(version)}, this tscompose reads ${RECORD_VERSION}`);
  }
  try {
    return decode(fields);
  } catch (error) {
    throw stateCorrupt(path, (error as Error).message, error);
  }
}
