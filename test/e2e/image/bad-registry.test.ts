import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Misbehaviour, SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { jsonBlob, type TestImage, testImage } from './support/test-image.js';

let registry: SmallRegistry;
let store: TemporaryStore;
let image: TestImage;
beforeEach(async () => {
  registry = await SmallRegistry.start();
  store = await temporaryStore();
  image = await testImage([[{ name: 'file', content: 'x'.repeat(100_000) }]]);
  registry.add('app', 'latest', image);
});
afterEach(async () => {
  await registry.stop();
  await store.remove();
});

const pull = (reference = `${registry.host}/app`) =>
  store.images.pull(reference, () => {}, new AbortController().signal);

/** Misbehaves for the image's layer, `times` times. */
function forLayer(act: Misbehaviour, times = Number.POSITIVE_INFINITY): Misbehaviour {
  let left = times;
  return (request, response) => {
    if (left <= 0 || !request.url?.endsWith(image.layers[0]?.digest ?? '')) return false;
    left -= 1;
    return act(request, response);
  };
}

const cutShort: Misbehaviour = (_, response) => {
  const { content, size } = image.layers[0] ?? { content: Buffer.alloc(0), size: 0 };
  response.writeHead(200, { 'content-length': size });
  response.write(content.subarray(0, size / 2));
  setImmediate(() => response.destroy());
  return true;
};
const stall: Misbehaviour = (_, response) => {
  response.writeHead(200, { 'content-length': 1000 });
  response.write('x');
  return true;
};
const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Misbehaviour =>
  (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
    return true;
  };

/** Nothing of a failed pull may be left but whole blobs, and the beginning of one whose source broke off. */
async function expectNothingHalf(code: string): Promise<void> {
  const images = join(store.directory, 'images');
  expect(await readdir(join(images, 'layers'))).toEqual([]);
  const halves = (await readdir(join(images, 'blobs', 'partial'))).map((name) => `sha256:${name}`);
  if (code === 'IMAGE_INVALID') expect(halves).toEqual([]);
  else expect([[], [image.layers[0]?.digest]]).toContainEqual(halves);
  expect(await readdir(join(images, 'blobs', 'sha256'))).not.toContain(image.layers[0]?.digest.slice(7));
  expect(await store.images.list()).toEqual([]);
}

describe('a registry that', () => {
  it.each<[string, Misbehaviour, string, string]>([
    ['cuts a layer short', cutShort, 'REGISTRY', 'broke off'],
    ['stalls', stall, 'REGISTRY', 'stopped sending'],
    ['never answers', () => true, 'REGISTRY', 'does not answer'],
    ['sends another layer', answer(200, 'other'), 'IMAGE_INVALID', 'bytes instead of'],
    ['sends without end', answer(200, 'x'.repeat(1_000_000)), 'IMAGE_INVALID', 'more than the'],
    ['lacks a layer', answer(404, ''), 'REGISTRY', 'it lacks sha256:'],
    ['is ill', answer(503, 'ill'), 'REGISTRY', 'status 503'],
    ['has enough of us', answer(429, '', { 'retry-after': '0.01' }), 'REGISTRY', 'status 429'],
    ['redirects to nowhere', answer(307, '', { location: 'file:///etc/passwd' }), 'REGISTRY', 'not safe'],
    ['redirects in circles', answer(302, '', { location: '' }), 'REGISTRY', 'more than 10 redirects'],
    [
      'wants a password',
      answer(401, '', { 'www-authenticate': 'Basic realm="x"' }),
      'REGISTRY',
      'needs a login',
    ],
  ])('%s', async (_, misbehaviour, code, message) => {
    registry.misbehave = forLayer(misbehaviour);
    await expect(pull()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    await expectNothingHalf(code);
    registry.misbehave = () => false;
    expect(await pull()).toMatchObject({ id: image.config.digest });
  });

  it('sends the right number of wrong bytes', async () => {
    const { size, digest } = image.layers[0] ?? { size: 0, digest: '' };
    registry.misbehave = forLayer(answer(200, 'x'.repeat(size)));
    await expect(pull()).rejects.toMatchObject({
      code: 'IMAGE_INVALID',
      message: expect.stringContaining(digest),
    });
    await expectNothingHalf('IMAGE_INVALID');
  });

  it.each<[string, Misbehaviour]>([
    ['breaks off', cutShort],
    ['is busy', answer(503, '')],
    ['asks to wait', answer(429, '', { 'retry-after': '0.01' })],
  ])('%s once is asked again', async (_, misbehaviour) => {
    registry.misbehave = forLayer(misbehaviour, 1);
    expect(await pull()).toMatchObject({ id: image.config.digest });
  });

  it('does not have the image', async () => {
    await expect(pull(`${registry.host}/app:none`)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: `the registry ${registry.host} has no image ${registry.host}/app:none`,
      details: { hint: expect.stringContaining('tag') },
    });
  });

  it('is not there', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    const port = typeof address === 'object' ? address?.port : 0;
    await expect(pull(`127.0.0.1:${port}/app`)).rejects.toMatchObject({
      code: 'REGISTRY',
      message: expect.stringContaining('connection is refused'),
    });
  });

  it.each([
    ['a manifest too large', Buffer.alloc(5 * 1024 * 1024, ' '), 'REGISTRY', 'more than'],
    ['a manifest that is none', Buffer.from('<html>'), 'IMAGE_INVALID', 'not JSON'],
  ])('sends %s', async (_, content, code, message) => {
    registry.misbehave = (request, response) =>
      request.url?.includes('/manifests/') === true && answer(200, content.toString())(request, response);
    await expect(pull()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('offers a layer that is not what its config says', async () => {
    const other = await testImage([[{ name: 'other' }]]);
    registry.add('app', 'other', other);
    const lying = jsonBlob(image.manifest.mediaType, {
      schemaVersion: 2,
      config: image.config,
      layers: other.layers.map(({ digest, size, mediaType }) => ({ digest, size, mediaType })),
    });
    registry.addManifest('app', 'lying', lying);
    await expect(pull(`${registry.host}/app:lying`)).rejects.toMatchObject({
      code: 'IMAGE_INVALID',
      message: expect.stringContaining('not what its image says'),
    });
    expect(await readdir(join(store.directory, 'images', 'layers'))).toEqual([]);
  });
});
