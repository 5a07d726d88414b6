import { mkdir } from 'node:fs/promises';

/**
 * Makes a directory and those above it; one that is there is fine.
 * @param mode of the last one
 */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    // Node says so of a file system without inodes, too; the plain call says what is wrong.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(path, { mode });
  }
}
