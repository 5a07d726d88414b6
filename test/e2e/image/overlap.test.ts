import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullProgress } from '../../../src/spec/engine.js';
import { enginePid, kill } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';
import { SmallDisk } from '../support/small-disk.js';
import { randomText } from './support/random-text.js';
import { SmallRegistry } from './support/small-registry.js';
import { Stall } from './support/stall.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { type TestImage, testImage } from './support/test-image.js';

const FIRST = randomText(1_000_000);
const SECOND = randomText(2_000_000);

let registry: SmallRegistry;
let store: TemporaryStore;
let image: TestImage;
let stall: Stall;
beforeEach(async () => {
  registry = await SmallRegistry.start();
  // What stalls here goes on by itself.
  store = await temporaryStore({ stallTimeoutMs: 60_000 });
  image = await testImage([
    [
      { name: 'first', content: FIRST },
      { name: 'second', content: SECOND },
    ],
  ]);
  registry.add('app', 'latest', image);
  stall = new Stall(registry, layer(), Math.floor(layer().size / 2));
});
afterEach(async () => {
  await registry.stop();
  await store.remove();
});

const layer = () => image.layers[0] as TestImage['layers'][number];
const folder = (name: string) => join(store.directory, 'images', name);
const pull = (
  name = 'app',
  onProgress: (progress: PullProgress) => void = () => {},
  signal = new AbortController().signal,
) => store.images.pull(`${registry.host}/${name}`, onProgress, signal);

/** The files that are being unpacked. */
async function unpacked(layers = folder('layers')): Promise<readonly string[]> {
  const [half] = (await readdir(layers)).filter((name) => name.startsWith('.'));
  return half === undefined ? [] : readdir(join(layers, half, 'fs'));
}

async function expectWhole(): Promise<void> {
  const { layers } = await store.images.root(image.config.digest);
  for (const [name, content] of [
    ['first', FIRST],
    ['second', SECOND],
  ] as const) {
    expect((await readFile(join(layers[0] ?? '', name), 'utf8')) === content).toBe(true);
  }
  expect(await unpacked()).toEqual([]);
}

describe('a layer that is coming in', () => {
  it('is unpacked meanwhile, and nobody sees it before its end', async () => {
    const pulling = pull();
    await stall.reached;
    await expect.poll(unpacked).toContain('first');
    expect((await readdir(folder('layers'))).every((name) => name.startsWith('.'))).toBe(true);
    expect(await readdir(folder('blobs/sha256'))).not.toContain(layer().digest.slice(7));
    expect(await store.images.list()).toEqual([]);
    stall.release();
    await pulling;
    await expectWhole();
  });

  it('is gone on with where its source broke off', async () => {
    const pulling = pull();
    await stall.reached;
    await expect.poll(unpacked).toContain('first');
    const [half] = await readdir(folder('layers'));
    const { ino } = await stat(join(folder('layers'), half ?? '', 'fs/first'));
    stall.breakOff();
    const { id } = await pulling;
    expect(registry.ranges).toEqual([String(stall.bytes)]);
    await expectWhole();
    const { layers } = await store.images.root(id);
    expect((await stat(join(layers[0] ?? '', 'first'))).ino).toBe(ino);
  });

  it('is unpacked anew when its source begins anew', async () => {
    registry.knowsRanges = false;
    const pulling = pull();
    await stall.reached;
    await expect.poll(unpacked).toContain('first');
    stall.breakOff();
    await pulling;
    expect(registry.count(layer().digest)).toBe(2);
    await expectWhole();
  });

  it('leaves nothing when its end is not what it should be', async () => {
    const pulling = pull();
    await stall.reached;
    await expect.poll(unpacked).toContain('first');
    stall.release((rest) => Buffer.alloc(rest.length, 'x'));
    await expect(pulling).rejects.toMatchObject({
      code: 'IMAGE_INVALID',
      message: expect.stringContaining(layer().digest),
    });
    for (const name of ['layers', 'blobs/partial'])
      expect([name, await readdir(folder(name))]).toEqual([name, []]);
    await pull();
    await expectWhole();
  });

  it('is waited for by all who want it, also when one of them gives up', async () => {
    const sharing = await testImage(
      [
        [
          { name: 'first', content: FIRST },
          { name: 'second', content: SECOND },
        ],
        [{ name: 'third', content: '3' }],
      ],
      { Cmd: ['sharing'] },
    );
    expect(sharing.layers[0]?.digest).toBe(layer().digest);
    registry.add('sharing', 'latest', sharing);
    const stopped = new AbortController();
    const given = pull('app', () => {}, stopped.signal);
    await stall.reached;
    let joined: (value: unknown) => void = () => {};
    const joins = new Promise((resolve) => {
      joined = resolve;
    });
    const pulling = pull('sharing', ({ layer: digest, currentBytes = 0 }) => {
      if (digest === layer().digest && currentBytes > 0) joined(undefined);
    });
    await joins;
    stopped.abort();
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
    stall.release();
    const { id } = await pulling;
    expect(registry.count(layer().digest)).toBe(1);
    const { layers } = await store.images.root(id);
    expect(await readFile(join(layers[0] ?? '', 'third'), 'utf8')).toBe('3');
    expect((await readFile(join(layers[1] ?? '', 'second'), 'utf8')) === SECOND).toBe(true);
    await pull();
    await expectWhole();
  });

  it('is given up in the middle, and gone on with by the next pull', async () => {
    const stopped = new AbortController();
    const given = pull('app', () => {}, stopped.signal);
    await stall.reached;
    await expect.poll(unpacked).toContain('first');
    stopped.abort();
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => readdir(folder('layers'))).toEqual([]);
    expect(await readdir(folder('blobs/partial'))).toEqual([layer().digest.slice(7)]);
    await pull();
    expect(registry.ranges).toEqual([String(stall.bytes)]);
    await expectWhole();
  });

  it('that is malformed is told of as such when all of it is there', async () => {
    const broken = await testImage([[{ name: 'a/../../b', content: 'b' }]]);
    registry.add('broken', 'latest', broken);
    await expect(pull('broken')).rejects.toMatchObject({
      code: 'IMAGE_INVALID',
      message: expect.stringContaining("'..'"),
    });
    expect(await readdir(folder('layers'))).toEqual([]);
  });
});

it('leaves room when the disk is full in the midst of unpacking what comes in', async () => {
  await using disk = await SmallDisk.mount('16m');
  const own = await temporaryStore({ stallTimeoutMs: 60_000 }, disk.path);
  try {
    // Less than half as large compressed as on the disk.
    const text = randomText(4 * 1024 * 1024).repeat(6);
    const large = await testImage([[{ name: 'large', content: text }]]);
    const blob = large.layers[0] as TestImage['layers'][number];
    registry.add('large', '1', large);
    const stalls = new Stall(registry, blob, blob.size - 10);
    const pulling = own.images.pull(`${registry.host}/large:1`, () => {}, new AbortController().signal);
    await stalls.reached;
    await expect(pulling).rejects.toMatchObject({ code: 'NO_SPACE' });
    stalls.release();
    await expect.poll(() => disk.used()).toBeLessThan(1024 * 1024);
  } finally {
    await own.remove();
  }
});

it('finds nothing half unpacked when the engine was killed meanwhile', async () => {
  await using sandbox = await Sandbox.create();
  const reference = `${registry.host}/app`;
  await sandbox.run(['image', 'inspect', 'tscompose/hello']);
  const pid = await enginePid(sandbox);
  const command = sandbox.start(['image', 'pull', reference]);
  await stall.reached;
  const layers = join(sandbox.root, 'images/layers');
  await expect.poll(() => unpacked(layers)).toContain('first');
  await kill(pid);
  expect(await command.ended).toMatchObject({ code: 1 });
  expect(await unpacked(layers)).toContain('first');
  await sandbox.ok(['image', 'verify']);
  expect(await unpacked(layers)).toEqual([]);
  await sandbox.ok(['image', 'pull', reference]);
  // What the killed engine had written was not fetched again.
  expect(registry.ranges).toHaveLength(1);
  expect(Number(registry.ranges[0])).toBeGreaterThan(0);
  await sandbox.ok(['image', 'verify']);
});
