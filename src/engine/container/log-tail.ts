import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Offset at which the last `count` complete lines of a file begin, found from its end so that it costs what is asked for.
 * @param size bytes of the file to look at
 */
export async function tailOffset(file: FileHandle, size: number, count: number): Promise<number> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  // The newline that ends the last line counts too: the wanted lines begin behind the newline before them.
  let newlines = 0;
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    for (let at = block.lastIndexOf(NEWLINE, bytesRead - 1); at >= 0; ) {
      newlines += 1;
      if (newlines > count) return start + at + 1;
      if (at === 0) break;
      at = block.lastIndexOf(NEWLINE, at - 1);
    }
    end = start;
  }
  return 0;
}
