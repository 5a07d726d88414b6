import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJson, removeFile, writeJsonAtomic } from '../../../../src/engine/store/json-file.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-json-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('JSON files', () => {
  it('come back as they were written, readable by a person and by the owner only', async () => {
    const path = join(directory, 'a.json');
    await writeJsonAtomic(path, { name: 'a', list: [1, 2] });
    expect(await readJson(path)).toEqual({ name: 'a', list: [1, 2] });
    expect(await readFile(path, 'utf8')).toContain('\n  "name": "a"');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('are replaced wholly, and no temporary stays behind', async () => {
    const path = join(directory, 'a.json');
    await Promise.all([1, 2, 3, 4].map((n) => writeJsonAtomic(path, { n })));
    expect(await readJson(path)).toHaveProperty('n');
    expect(await readdir(directory)).toEqual(['a.json']);
  });

  it('leave no temporary when the value cannot be written', async () => {
    await expect(writeJsonAtomic(join(directory, 'missing', 'a.json'), {})).rejects.toThrow('ENOENT');
    expect(await readdir(directory)).toEqual([]);
  });

  it('are undefined when absent', async () => {
    expect(await readJson(join(directory, 'none.json'))).toBeUndefined();
  });

  it('that are damaged are an error that names the file and a way out', async () => {
    const path = join(directory, 'bad.json');
    await writeFile(path, '{"half":');
    await expect(readJson(path)).rejects.toMatchObject({
      code: 'STATE_CORRUPT',
      message: expect.stringContaining(path),
      details: { hint: expect.stringContaining('engine repair') },
    });
  });

  it('that are directories are damaged, and are moved aside when they are written', async () => {
    const path = join(directory, 'a.json');
    await mkdir(join(path, 'inside'), { recursive: true });
    await expect(readJson(path)).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
    await writeJsonAtomic(path, 1);
    expect(await readJson(path)).toBe(1);
    expect(await readdir(directory)).toEqual(['a.json', expect.stringContaining('a.json.directory-')]);
  });

  it('can be removed twice', async () => {
    const path = join(directory, 'a.json');
    await writeJsonAtomic(path, 1);
    await removeFile(path);
    await removeFile(path);
    expect(await readdir(directory)).toEqual([]);
  });
});
