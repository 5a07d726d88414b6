import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';

/** Unit of `st_blocks` (stat(2)). */
const STAT_BLOCK_BYTES = 512;

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Writes a text over a file that is there, within the blocks that it has, by one write: a kill of this process leaves the old
 * text or the new one, a power cut perhaps a mix. What the old text was longer is filled with newlines. Synchronous: it goes
 * to memory only.
 * @returns false when there is no such file, or no room in it
 */
export function overwrite(path: string, text: string): boolean {
  try {
    const file = openSync(path, 'r+');
    try {
      const { size, blocks } = fstatSync(file);
      const bytes = Buffer.from(text);
      if (bytes.length > blocks * STAT_BLOCK_BYTES) return false;
      const filler = Buffer.alloc(Math.max(0, size - bytes.length), '\n');
      const whole = Buffer.concat([bytes, filler]);
      return writeSync(file, whole, 0, whole.length, 0) === whole.length;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || isDiskFull(error)) return false;
    throw error;
  }
}
