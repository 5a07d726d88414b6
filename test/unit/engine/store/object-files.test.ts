import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ObjectFiles } from '../../../../src/engine/store/object-files.js';

interface Thing {
  readonly name: string;
}

function decodeThing(value: Readonly<Record<string, unknown>>): Thing {
  if (typeof value.name !== 'string') throw new Error('"name" is not a string');
  return { name: value.name };
}

let directory: string;
let things: ObjectFiles<Thing>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-objects-'));
  things = new ObjectFiles(join(directory, 'things'), 1, decodeThing);
  await things.recover();
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('a directory of objects', () => {
  it('lists what was put there, by name', async () => {
    await things.put('b', { name: 'b' });
    await things.put('a', { name: 'a' });
    expect(await things.list()).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(await things.get('a')).toEqual({ name: 'a' });
    await things.remove('a');
    expect(await things.get('a')).toBeUndefined();
  });

  it('reads a file again when it was replaced, overwritten or removed, and only then', async () => {
    const path = join(directory, 'things', 'a.json');
    await things.put('a', { name: 'a' });
    const first = await things.get('a');
    expect(await things.get('a')).toBe(first);
    await writeFile(path, '{"version":1,"name":"changed"}');
    expect(await things.get('a')).toEqual({ name: 'changed' });
    await things.put('a', { name: 'again' });
    expect(await things.list()).toEqual([{ name: 'again' }]);
    await rm(path);
    expect(await things.get('a')).toBeUndefined();
  });

  it('touches an object in its place, and puts one that is not there or needs more room', async () => {
    const path = join(directory, 'things', 'a.json');
    await things.touch('a', { name: '1' });
    const { ino } = await stat(path);
    await things.touch('a', { name: '2' });
    expect(await things.get('a')).toEqual({ name: '2' });
    expect((await stat(path)).ino).toBe(ino);
    const name = 'x'.repeat(100_000);
    await things.touch('a', { name });
    expect(await things.get('a')).toEqual({ name });
  });

  it('forgets the temporaries of a killed predecessor', async () => {
    await writeFile(join(directory, 'things', '.tmp-1-1-a.json'), '{');
    expect(await things.list()).toEqual([]);
    await things.recover();
    expect(await readdir(join(directory, 'things'))).toEqual([]);
  });

  it.each([
    ['{"version":2,"name":"a"}', 'version 2'],
    ['{"version":1}', '"name" is not a string'],
    ['[]', 'does not hold an object'],
  ])('refuses %s', async (text, why) => {
    await writeFile(join(directory, 'things', 'a.json'), text);
    await expect(things.get('a')).rejects.toMatchObject({
      code: 'STATE_CORRUPT',
      message: expect.stringContaining(why),
    });
  });
});
