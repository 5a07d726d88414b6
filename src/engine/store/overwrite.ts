import { open } from 'node:fs/promises';

/** Unit of `st_blocks` (stat(2)). */
const STAT_BLOCK_BYTES = 512;

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Writes a text over a file that is there, within the blocks that it has, by one write: a kill of this process leaves the old
 * text or the new one, a power cut perhaps a mix. What the old text was longer is filled with newlines.
 * @returns false when there is no such file, or no room in it
 */
export async function overwrite(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'r+');
    try {
      const { size, blocks } = await file.stat();
      const bytes = Buffer.from(text);
      if (bytes.length > blocks * STAT_BLOCK_BYTES) return false;
      const filler = Buffer.alloc(Math.max(0, size - bytes.length), '\n');
      const whole = Buffer.concat([bytes, filler]);
      const { bytesWritten } = await file.write(whole, 0, whole.length, 0);
      return bytesWritten === whole.length;
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || isDiskFull(error)) return false;
    throw error;
  }
}
