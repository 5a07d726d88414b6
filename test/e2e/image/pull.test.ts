import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullProgress } from '../../../src/spec/engine.js';
import { SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { descriptor, jsonBlob, testImage } from './support/test-image.js';

let registry: SmallRegistry;
let store: TemporaryStore;
beforeEach(async () => {
  registry = await SmallRegistry.start();
  store = await temporaryStore();
});
afterEach(async () => {
  await registry.stop();
  await store.remove();
});

const signal = new AbortController().signal;
const pull = (name: string, onProgress: (progress: PullProgress) => void = () => {}) =>
  store.images.pull(`${registry.host}/${name}`, onProgress, signal);

const base = [
  { name: 'etc', type: 'directory' as const },
  { name: 'etc/base', content: 'base' },
];
const top = [{ name: 'etc/top', content: 'top' }];

describe('pulling', () => {
  it('brings an image that is found again by name, id and beginning of its id', async () => {
    registry.add('demo/app', 'v1', await testImage([base, top], { Cmd: ['/app'] }));
    const image = await pull('demo/app:v1');
    expect(image).toMatchObject({
      references: [`${registry.host}/demo/app:v1`],
      config: { Cmd: ['/app'] },
      size: 7,
    });
    for (const name of [`${registry.host}/demo/app:v1`, image.id, image.id.slice(7, 19)]) {
      expect(await store.images.find(name)).toEqual(image);
    }
    expect(await store.images.find(`${registry.host}/demo/app:v2`)).toBeUndefined();
    const { layers } = await store.images.root(image.id);
    expect(await readFile(join(layers[0] ?? '', 'etc/top'), 'utf8')).toBe('top');
    expect(await readFile(join(layers[1] ?? '', 'etc/base'), 'utf8')).toBe('base');
  });

  it('tells what it does, layer by layer', async () => {
    const image = await testImage([base]);
    registry.add('app', 'latest', image);
    const heard: PullProgress[] = [];
    await pull('app', (progress) => heard.push(progress));
    const digest = image.layers[0]?.digest;
    expect(heard.map(({ phase, layer }) => [phase, layer])).toEqual(
      expect.arrayContaining([
        ['resolving', undefined],
        ['downloading', digest],
        ['extracting', digest],
        ['done', digest],
        ['done', undefined],
      ]),
    );
    heard.length = 0;
    await pull('app', (progress) => heard.push(progress));
    expect(heard.map(({ phase }) => phase)).toEqual(['resolving', 'exists']);
  });

  it('fetches what images share once, also at the same time', async () => {
    const [one, two] = [
      await testImage([base, top], { Cmd: ['1'] }),
      await testImage([base, top], { Cmd: ['2'] }),
    ];
    registry.add('one', 'latest', one);
    registry.add('two', 'latest', two);
    await Promise.all([pull('one'), pull('two'), pull('two')]);
    for (const { digest } of one.layers) expect(registry.count(digest)).toBe(1);
    const roots = await Promise.all((await store.images.list()).map((image) => store.images.root(image.id)));
    expect(roots[0]?.layers).toEqual(roots[1]?.layers);
  });

  it('refuses the built-in image for a platform that it is not for', async () => {
    const asked = store.images.pull('tscompose/hello', () => {}, signal, { platform: 'linux/s390x' });
    await expect(asked).rejects.toThrow('tscompose/hello has no variant for linux/s390x, only for linux/');
  });

  it('leaves out what is below a layer that hides everything', async () => {
    const hiding = [{ name: '.wh..wh..opq' }, { name: 'only' }];
    registry.add('app', 'latest', await testImage([base, hiding, top]));
    const { layers } = await store.images.root((await pull('app')).id);
    expect(await Promise.all(layers.map((layer) => readdir(layer)))).toEqual([['etc'], ['only']]);
    const reopened = await store.reopen();
    const [image] = await reopened.list();
    expect((await reopened.root(image?.id ?? '')).layers).toEqual(layers);
  });

  it("takes the variant for this machine's platform from an index", async () => {
    const image = await testImage([base]);
    registry.add('app', 'amd', image);
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const index = jsonBlob('application/vnd.oci.image.index.v1+json', {
      schemaVersion: 2,
      manifests: [
        { ...descriptor(image.config), platform: { os: 'linux', architecture: 's390x' } },
        { ...descriptor(image.manifest), platform: { os: 'linux', architecture } },
      ],
    });
    registry.addManifest('app', 'multi', index);
    expect((await pull('app:multi')).id).toBe(image.config.digest);
    expect(await store.images.find(`${registry.host}/app@${index.digest}`)).toMatchObject({
      id: image.config.digest,
    });
  });

  it('moves a tag to the image that the registry has now', async () => {
    registry.add('app', 'latest', await testImage([base]));
    const old = await pull('app');
    registry.add('app', 'latest', await testImage([base, top]));
    const now = await pull('app');
    expect(now.references).toEqual(old.references);
    expect((await store.images.findById(old.id))?.references).toEqual([]);
  });

  it('gets an anonymous token where one is asked for', async () => {
    registry.add('app', 'latest', await testImage([base]));
    registry.misbehave = (request, response) => {
      if (request.url?.startsWith('/token')) {
        response.end('{"token":"let-me-in"}');
        return true;
      }
      if (request.headers.authorization === 'Bearer let-me-in') return false;
      const realm = `http://${registry.host}/token`;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="demo"` });
      response.end();
      return true;
    };
    await pull('app');
    expect(registry.requests.filter((path) => path.startsWith('/token'))).toEqual([
      '/token?service=demo&scope=repository%3Aapp%3Apull',
    ]);
  });

  it('follows blobs to another host without showing it the token', async () => {
    const image = await testImage([base]);
    registry.add('app', 'latest', image);
    const elsewhere = await SmallRegistry.start();
    const shown: unknown[] = [];
    elsewhere.add('app', 'latest', image);
    elsewhere.misbehave = (request) => {
      shown.push(request.headers.authorization);
      return false;
    };
    registry.misbehave = (request, response) => {
      if (request.headers.authorization === undefined && !request.url?.startsWith('/token')) {
        response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${registry.host}/token"` });
        response.end();
      } else if (request.url?.startsWith('/token')) response.end('{"token":"secret"}');
      else if (request.url?.includes('/blobs/')) {
        response.writeHead(307, { location: `http://${elsewhere.host}${request.url}` });
        response.end();
      } else return false;
      return true;
    };
    try {
      await pull('app');
    } finally {
      await elsewhere.stop();
    }
    expect(shown).toEqual([undefined, undefined]);
  });

  it('ends at once when it is aborted, and begins anew afterwards', async () => {
    const image = await testImage([base]);
    registry.add('app', 'latest', image);
    const abort = new AbortController();
    registry.misbehave = (request) => {
      if (!request.url?.endsWith(image.layers[0]?.digest ?? '')) return false;
      abort.abort();
      return true;
    };
    const failing = store.images.pull(`${registry.host}/app`, () => {}, abort.signal);
    await expect(failing).rejects.toMatchObject({ code: 'CANCELLED' });
    registry.misbehave = () => false;
    await pull('app');
  });
});
