import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TscomposeError } from '../base/errors.js';

const CHUNK_SIZE = 1024 * 1024;

/** Files of a command that are too large for memory: written beside and renamed; what is no regular file is written where it is. */
export async function writeBytes(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const special = await isSpecial(path);
  const target = special ? path : join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await pipeline(bytes, createWriteStream(target, { highWaterMark: CHUNK_SIZE }));
    if (!special) await rename(target, path);
  } catch (error) {
    if (!special) await rm(target, { force: true });
    throw fileError(error, 'write', path);
  }
}

export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_SIZE }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

/** Undefined: there is no such file, or it is no regular one. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(error, 'read', path);
  }
}

async function isSpecial(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw fileError(error, 'write', path);
  }
}

/** Errors of calls on files; others, the engine's among them, are passed on. */
function fileError(error: unknown, verb: string, path: string): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (error instanceof TscomposeError || code === undefined || syscall === undefined) return error;
  return new TscomposeError('USAGE', `cannot ${verb} ${path}: ${message}`, { errno: code, cause: error });
}
