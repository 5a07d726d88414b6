import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What may happen to a file. */
export const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  emptied: (path) => truncate(path, 0),
  'cut in half': async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  garbled: (path) => writeFile(path, Buffer.from([0, 255, 1, 254, 123, 10])),
  'of another version': (path) => writeFile(path, '{"version": 99}\n'),
  'of another form': (path) => writeFile(path, '[1, null]\n'),
  missing: (path) => rm(path),
  'a directory': async (path) => {
    await rm(path);
    await mkdir(path);
  },
};

/** Paths below a directory that match, one pattern per level; sorted. */
export async function find(directory: string, ...patterns: readonly RegExp[]): Promise<readonly string[]> {
  const [pattern, ...rest] = patterns;
  if (pattern === undefined) return [directory];
  const names = (await readdir(directory)).filter((name) => pattern.test(name)).sort();
  const found = await Promise.all(names.map((name) => find(join(directory, name), ...rest)));
  return found.flat();
}
