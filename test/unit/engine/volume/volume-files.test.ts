import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
    expect(await (await store()).list()).toEqual([]);
    expect(existsSync(join(root, 'volumes/precious/_data/sub'))).toBe(true);
    expect(readdirSync(join(root, 'volumes'))).toEqual(['precious', 'stray']);
  });

  it('say which record cannot be read', async () => {
    mkdirSync(join(root, 'volumes/bad'), { recursive: true });
    writeFileSync(join(root, 'volumes/bad/volume.json'), '{"version":99}');
    await expect(store()).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
  });
});
