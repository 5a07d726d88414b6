import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import { isDiskFull, overwrite } from './overwrite.js';

export interface WriteOptions {
  /**
   * true (the default): on the disk when the promise resolves, power cut or not. false: whole or absent after a kill
   * of the process, but a power cut may lose it; for what a reboot voids anyway.
   */
  readonly durable?: boolean;
  /** Mode bits of the file; 0o600 when absent. */
  readonly mode?: number;
}

/** Names of temporaries start so; whoever lists a directory of objects skips them, and recovery removes them. */
export const TEMPORARY_PREFIX = '.tmp-';

let counter = 0;

/** A fresh name beside `path`, on the same file system, so that a rename is atomic. */
export function temporaryBeside(path: string): string {
  counter += 1;
  return join(dirname(path), `${TEMPORARY_PREFIX}${process.pid}-${counter}-${basename(path)}`);
}

/** Removes what a killed predecessor was about to rename. @param directory absent is success */
export async function removeTemporaries(directory: string): Promise<void> {
  for (const name of await namesIn(directory)) {
    if (name.startsWith(TEMPORARY_PREFIX)) await rm(join(directory, name), { force: true });
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Makes earlier renames and unlinks in a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/**
 * Replaces a file wholly or not at all: temporary, fsync, rename, fsync of the directory. On a full disk, where a state that
 * cannot be changed would keep everything from being removed, a file that is there already is overwritten where it lies.
 * @param data text that may end with more newlines than it has
 */
export async function writeFileAtomic(path: string, data: string, options: WriteOptions = {}): Promise<void> {
  const { durable = true, mode = 0o600 } = options;
  const temporary = temporaryBeside(path);
  try {
    if (durable) await writeDurably(temporary, data, mode);
    // Goes to memory only, which takes less time than a round through the thread pool.
    else writeFileSync(temporary, data, { flag: 'wx', mode });
    replace(path, temporary);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (!isDiskFull(error) || !overwrite(path, data)) throw error;
  }
  if (durable) await syncDirectory(dirname(path));
}

/** A directory that somebody put in the file's place is moved aside: what it holds is none of ours. */
function replace(path: string, temporary: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    renameSync(path, `${path}.directory-${Date.now()}`);
    renameSync(temporary, path);
  }
}

async function writeDurably(path: string, data: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** {@link writeFileAtomic} of {@link jsonText}. */
export function writeJsonAtomic(path: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  return writeFileAtomic(path, jsonText(value), options);
}

/** Indented JSON: a person may have to read it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What is no file of ours, by the errno of reading it. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EIO: 'the disk cannot read it',
  EISDIR: 'it is a directory',
  ELOOP: 'it is a symbolic link that leads nowhere',
  ENOTDIR: 'it does not lie in a directory',
};

/**
 * The parsed content, or undefined when the file does not exist.
 * @throws STATE_CORRUPT when it is not JSON
 */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code in UNREADABLE) throw stateCorrupt(path, UNREADABLE[code] ?? code, error);
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw stateCorrupt(path, 'it is not JSON', error);
  }
}

/** Removes a file for good; absent is success. */
export async function removeFile(path: string, options: Pick<WriteOptions, 'durable'> = {}): Promise<void> {
  // Also a directory that somebody put in its place.
  await rm(path, { force: true, recursive: true });
  if (options.durable ?? true) await syncDirectory(dirname(path));
}

/** The error for a file of the state root that cannot be used: names the file and the way out. */
export function stateCorrupt(path: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('STATE_CORRUPT', `cannot use ${path}: ${why}`, {
    action: 'read state',
    subject: path,
    hint: '"tscompose engine repair -n" says what is left of it, "tscompose engine repair" puts it right.',
    ...(cause === undefined ? {} : { cause }),
  });
}
