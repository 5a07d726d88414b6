import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContainerRootfs } from '../../../../src/engine/rootfs/container-rootfs.js';

const places = { mountPoints: '/s/mount-points', target: '/r/rootfs' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-rootfs-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe("a container's directories", () => {
  it('are made once and stay when they are made again', async () => {
    const rootfs = new ContainerRootfs(directory, places);
    await rootfs.create();
    await writeFile(join(directory, 'upper', 'changed'), '');
    await rootfs.create();
    expect((await readdir(directory)).sort()).toEqual(['upper', 'work']);
    expect(await readdir(join(directory, 'upper'))).toEqual(['changed']);
  });

  it('are laid over the layers of the image, topmost first', () => {
    const image = {
      id: 'sha256:x',
      references: [],
      digests: [],
      config: {},
      createdAt: '',
      size: 0,
      architecture: 'amd64',
    };
    expect(new ContainerRootfs('/c', places).overlay({ image, layers: ['/top', '/bottom'] })).toEqual({
      lower: ['/top', '/bottom', '/s/mount-points'],
      upper: '/c/upper',
      work: '/c/work',
      target: '/r/rootfs',
    });
  });

  it("are removed, overlayfs's closed work directory too, and once more without harm", async () => {
    const rootfs = new ContainerRootfs(directory, places);
    await rootfs.create();
    await mkdir(join(directory, 'work', 'work'), { mode: 0o000 });
    await rootfs.remove();
    await rootfs.remove();
    expect(await readdir(directory)).toEqual([]);
  });
});
