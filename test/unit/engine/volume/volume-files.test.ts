import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VolumeFiles } from '../../../../src/engine/volume/volume-files.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tsc-vol-'));
});
afterEach(() => rmSync(root, { recursive: true }));

async function store(): Promise<VolumeFiles> {
  const volumes = new VolumeFiles(root);
  await volumes.recover();
  return volumes;
}

describe('volumes', () => {
  it('are made once, kept over a new engine, and removed with their data', async () => {
    const first = await store();
    const [one, two] = await Promise.all([
      first.ensure({ name: 'demo_data', labels: { a: 'b' } }),
      first.ensure({ name: 'demo_data', labels: {} }),
    ]);
    expect(two).toEqual(one);
    writeFileSync(join(one.mountpoint, 'file'), 'kept');

    const second = await store();
    expect(await second.list()).toEqual([one]);
    expect(await second.ensure({ name: 'demo_data', labels: {} })).toEqual(one);
    await second.remove('demo_data');
    await second.remove('demo_data');
    expect(readdirSync(join(root, 'volumes'))).toEqual([]);
  });

  it.each(['../up', '', '.hidden', 'a/b'])('refuse the name "%s"', async (name) => {
    const volumes = await store();
    await expect(volumes.ensure({ name, labels: {} })).rejects.toMatchObject({ code: 'VOLUME' });
  });

  it('finish a removal and undo a creation that were cut short, but keep data without a record', async () => {
    mkdirSync(join(root, 'volumes/.removing-old/_data/sub'), { recursive: true });
    mkdirSync(join(root, 'volumes/half/_data'), { recursive: true });
    writeFileSync(join(root, 'volumes/half/.tmp-1-1-volume.json'), '{');
    writeFileSync(join(root, 'volumes/stray'), '');
    mkdirSync(join(root, 'volumes/precious/_data/sub'), { recursive: true });
    expect((await (await store()).list()).map(({ spec }) => spec)).toEqual([
      { name: 'precious', labels: {} },
    ]);
    expect(existsSync(join(root, 'volumes/precious/_data/sub'))).toBe(true);
    expect(readdirSync(join(root, 'volumes'))).toEqual(['precious', 'stray']);
  });

  it('say which records cannot be used, go on meanwhile, and write them anew', async () => {
    const path = join(root, 'volumes/bad/volume.json');
    mkdirSync(join(root, 'volumes/bad/_data'), { recursive: true });
    writeFileSync(path, '{"version":99}');
    const volumes = new VolumeFiles(root);
    await volumes.recover((name) => ({ of: name }));
    expect((await volumes.list()).map(({ spec }) => spec)).toEqual([{ name: 'bad', labels: { of: 'bad' } }]);
    const [damage] = await volumes.damages();
    expect(damage).toMatchObject({ kind: 'volume', path, why: 'it has version 99', remedy: 'rebuild' });
    expect(readFileSync((await damage?.mend()) ?? '', 'utf8')).toBe('{"version":99}');
    expect(await volumes.damages()).toEqual([]);
    expect((await (await store()).list())[0]?.spec.labels).toEqual({ of: 'bad' });
  });
});
