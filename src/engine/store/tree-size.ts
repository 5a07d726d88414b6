import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the files below a directory. What disappears meanwhile counts nothing. */
export async function treeSize(directory: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) bytes += await treeSize(path);
      else if (entry.isFile()) bytes += (await lstat(path)).size;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return bytes;
}
