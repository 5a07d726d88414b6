import { readFileSync } from 'node:fs';
import { TscomposeError } from '../base/errors.js';

/** The text of a file; undefined when there is none. @throws USAGE when it cannot be read */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    throw new TscomposeError('USAGE', `cannot read ${path}: ${message}`, { errno: code, cause: error });
  }
}
