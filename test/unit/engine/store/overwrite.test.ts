import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDiskFull, overwrite } from '../../../../src/engine/store/overwrite.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-overwrite-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('overwriting where there is no room for another file', () => {
  it('fills up a shorter text with newlines, which JSON allows', async () => {
    const path = join(directory, 'a.json');
    await writeFile(path, '{"long": "text"}\n');
    expect(overwrite(path, '{"n":1}\n')).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(`{"n":1}\n${'\n'.repeat(9)}`);
  });

  it('takes a longer text as long as the blocks of the file have room', async () => {
    const path = join(directory, 'a.json');
    await writeFile(path, '{}\n');
    const longer = `{"n":"${'x'.repeat(300)}"}\n`;
    expect(overwrite(path, longer)).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(longer);
    expect(overwrite(path, 'x'.repeat(1024 * 1024))).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(longer);
  });

  it('makes no file that is not there', async () => {
    expect(overwrite(join(directory, 'none'), '{}')).toBe(false);
  });

  it('is for full disks and quotas', () => {
    expect(['ENOSPC', 'EDQUOT', 'EACCES'].map((code) => isDiskFull({ code }))).toEqual([true, true, false]);
  });
});
