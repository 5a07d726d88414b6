import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Misbehaviour, SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { type Blob, type TestImage, testImage } from './support/test-image.js';

const CONTENT = randomBytes(3_000_000);
/** What comes before the source breaks off; more than is written at once. */
const FIRST = 2_200_000;

let registry: SmallRegistry;
let store: TemporaryStore;
let image: TestImage;
let layer: Blob;
beforeEach(async () => {
  registry = await SmallRegistry.start();
  store = await temporaryStore();
  image = await testImage([[{ name: 'file', content: CONTENT }]]);
  registry.add('app', 'latest', image);
  layer = image.layers[0] as Blob;
});
afterEach(async () => {
  await registry.stop();
  await store.remove();
});

const pull = (images = store.images) =>
  images.pull(`${registry.host}/app`, () => {}, new AbortController().signal);

/** Sends the layer's next bytes and hangs up, `times` times. */
function breakOff(bytes: number, times: number): Misbehaviour {
  let left = times;
  return (request, response) => {
    if (left <= 0 || !request.url?.endsWith(layer.digest)) return false;
    left -= 1;
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from > 0) registry.ranges.push(String(from));
    const head = { 'content-length': layer.size - from };
    if (from === 0) response.writeHead(200, head);
    else
      response.writeHead(206, { ...head, 'content-range': `bytes ${from}-${layer.size - 1}/${layer.size}` });
    response.write(layer.content.subarray(from, from + bytes), () =>
      setTimeout(() => response.destroy(), 20),
    );
    return true;
  };
}

async function expectWhole(images = store.images): Promise<void> {
  const { layers } = await images.root(image.config.digest);
  expect((await readFile(join(layers[0] ?? '', 'file'))).equals(CONTENT)).toBe(true);
}

const partials = () => readdir(join(store.directory, 'images', 'blobs', 'partial'));

describe('a layer that breaks off', () => {
  it('is gone on with where it ended', async () => {
    registry.misbehave = breakOff(FIRST, 1);
    await pull();
    // How much of it arrives before the hang-up is up to the kernel.
    const [from, ...more] = registry.ranges.map(Number);
    expect(more).toEqual([]);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(FIRST);
    await expectWhole();
    expect(await partials()).toEqual([]);
  });

  it('is gone on with as often as it comes further, beyond the number of retries', async () => {
    registry.misbehave = breakOff(400_000, 6);
    await pull();
    expect(registry.ranges).toHaveLength(6);
    await expectWhole();
  });

  it('is gone on with by the next pull, and by the next engine', async () => {
    registry.misbehave = breakOff(FIRST, 1);
    const stopped = new AbortController();
    const failing = store.images.pull(
      `${registry.host}/app`,
      ({ currentBytes = 0 }) => currentBytes >= FIRST && stopped.abort(),
      stopped.signal,
    );
    await expect(failing).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(partials).toEqual([layer.digest.slice(7)]);
    registry.misbehave = () => false;
    const next = await store.reopen();
    await pull(next);
    expect(registry.ranges).toEqual([String(FIRST)]);
    await expectWhole(next);
  });

  it('is begun anew where the registry knows no ranges', async () => {
    registry.knowsRanges = false;
    registry.misbehave = breakOff(FIRST, 1);
    await pull();
    expect(registry.count(layer.digest)).toBe(2);
    await expectWhole();
  });

  it('is begun anew when what was kept is damaged, or too long', async () => {
    for (const kept of [Buffer.alloc(FIRST), Buffer.concat([layer.content, Buffer.from('x')])]) {
      const other = await temporaryStore();
      await writeFile(join(other.directory, 'images', 'blobs', 'partial', layer.digest.slice(7)), kept);
      try {
        await pull(other.images);
        await expectWhole(other.images);
      } finally {
        await other.remove();
      }
    }
  });

  it('is not asked for again when all of it came', async () => {
    await writeFile(
      join(store.directory, 'images', 'blobs', 'partial', layer.digest.slice(7)),
      layer.content,
    );
    await pull();
    expect(registry.count(layer.digest)).toBe(0);
    await expectWhole();
  });

  it('is refused when another range comes than was asked for', async () => {
    await writeFile(
      join(store.directory, 'images', 'blobs', 'partial', layer.digest.slice(7)),
      layer.content.subarray(0, FIRST),
    );
    registry.misbehave = (request, response) => {
      if (!request.url?.endsWith(layer.digest)) return false;
      response.writeHead(206, { 'content-range': `bytes 0-9/${layer.size}` });
      response.end('0123456789');
      return true;
    };
    await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining('another range') });
  });
});
