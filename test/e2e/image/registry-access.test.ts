import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basicAuth, LOGIN, PASSWORD, tokenAuth } from './support/auth.js';
import { type Misbehaviour, SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { descriptor, jsonBlob, type TestImage, testImage } from './support/test-image.js';

let registry: SmallRegistry;
let store: TemporaryStore;
let image: TestImage;
beforeEach(async () => {
  registry = await SmallRegistry.start();
  store = await temporaryStore();
  image = await testImage([
    [{ name: 'file', content: 'x' }],
    [{ name: 'other', content: 'y'.repeat(300_000) }],
  ]);
  registry.add('demo/app', 'v1', image);
});
afterEach(async () => {
  await registry.stop();
  await store.remove();
});

const signal = new AbortController().signal;
const pull = (options = {}) => store.images.pull(`${registry.host}/demo/app:v1`, () => {}, signal, options);
const logins = () => ({ [registry.host]: LOGIN });

describe('a login', () => {
  it('opens a registry that asks for name and password', async () => {
    registry.misbehave = basicAuth();
    await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining('needs a login') });
    expect(await pull({ logins: logins() })).toMatchObject({ id: image.config.digest });
  });

  it('gets tokens, and another when one has expired', async () => {
    const service = tokenAuth(registry);
    let asked = 0;
    registry.misbehave = (request, response) => {
      if (request.url?.includes('/blobs/')) asked += 1;
      if (asked === 2) service.expire();
      return service.guard(request, response);
    };
    await pull({ logins: logins() });
    expect(service.scopes[0]).toEqual(['repository:demo/app:pull']);
    expect(service.scopes.length).toBeGreaterThan(1);
  });

  it('is good as an identity token, too', async () => {
    registry.misbehave = tokenAuth(registry).guard;
    await pull({ logins: { [registry.host]: { identityToken: 'refresh' } } });
    const other = { [registry.host]: { identityToken: 'wrong' } };
    await expect((await temporaryPull(other)).pull).rejects.toMatchObject({ code: 'REGISTRY' });
  });

  it('is not taken elsewhere by a redirect of who gives tokens', async () => {
    const elsewhere = await SmallRegistry.start();
    const { guard } = tokenAuth(registry);
    registry.misbehave = (request, response) => {
      if (!request.url?.startsWith('/token')) return guard(request, response);
      response.writeHead(307, { location: `http://${elsewhere.host}/token` }).end();
      return true;
    };
    try {
      await expect(pull({ logins: { [registry.host]: { identityToken: 'refresh' } } })).rejects.toMatchObject(
        { message: expect.stringContaining('redirects a login') },
      );
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });

  it('of another registry is never sent', async () => {
    const heard: unknown[] = [];
    registry.misbehave = (request, response) => {
      heard.push(request.headers.authorization);
      return basicAuth()(request, response);
    };
    const others = { 'docker.io': LOGIN, 'localhost:1': LOGIN };
    await expect(pull({ logins: others })).rejects.toMatchObject({ code: 'REGISTRY' });
    expect(heard.every((header) => header === undefined)).toBe(true);
  });

  it('is tried before it is kept, and shown in no message', async () => {
    registry.misbehave = basicAuth();
    const login = (password: string) =>
      store.images.registries.login({ registry: registry.host, login: { ...LOGIN, password } }, signal);
    expect(await login(PASSWORD)).toEqual({});
    const failed = await login('wrong-one').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'REGISTRY', message: expect.stringContaining('refuses the login') });
    expect(JSON.stringify(failed)).not.toContain('wrong-one');
    registry.misbehave = tokenAuth(registry).guard;
    expect(await login(PASSWORD)).toEqual({ identityToken: 'refresh' });
    await expect(login('wrong')).rejects.toMatchObject({
      message: expect.stringContaining('refuses the login'),
    });
  });
});

describe('pushing', () => {
  const push = (name: string, options = {}) =>
    store.images.registries.push(
      `${registry.host}/${name}`,
      options,
      (step) => steps.push(`${step.layer} ${step.phase}`),
      signal,
    );
  let steps: string[] = [];
  beforeEach(() => {
    steps = [];
  });

  it('sends an image as it came, to be pulled again', async () => {
    await pull();
    const elsewhere = await SmallRegistry.start();
    try {
      const name = `${elsewhere.host}/copy/app:v2`;
      await store.images.tag(`${registry.host}/demo/app:v1`, name);
      const pushed = await store.images.registries.push(name, {}, () => {}, signal);
      expect(pushed).toEqual({ digest: image.manifest.digest, size: image.manifest.size });
      expect([...elsewhere.uploads].sort()).toEqual(
        [image.config, ...image.layers].map(({ digest }) => digest).sort(),
      );
      const other = await temporaryStore();
      try {
        expect(await other.images.pull(name, () => {}, signal)).toMatchObject({ id: image.config.digest });
      } finally {
        await other.remove();
      }
    } finally {
      await elsewhere.stop();
    }
  });

  it('takes layers over from another repository of the registry, with a token for both', async () => {
    const service = tokenAuth(registry);
    registry.misbehave = service.guard;
    await pull({ logins: logins() });
    await store.images.tag(`${registry.host}/demo/app:v1`, `${registry.host}/team/copy:v1`);
    await push('team/copy:v1', logins());
    for (const { digest } of image.layers) expect(steps).toContain(`${digest} mounted`);
    expect(registry.uploads).toEqual([image.config.digest]);
    expect(service.scopes.at(-1)).toEqual(['repository:team/copy:pull,push', 'repository:demo/app:pull']);
    steps = [];
    await push('team/copy:v1', logins());
    for (const { digest } of image.layers) expect(steps).toContain(`${digest} exists`);
  });

  it('tries again what broke off', async () => {
    await pull();
    await store.images.tag(`${registry.host}/demo/app:v1`, `${registry.host}/new:v1`);
    registry.misbehave = failing((request) => request.method === 'PUT', 1, 503);
    await push('new:v1');
    expect(registry.manifest('new', 'v1')?.digest).toBe(image.manifest.digest);
  });

  it('says what the registry says', async () => {
    await pull();
    await store.images.tag(`${registry.host}/demo/app:v1`, `${registry.host}/new:v1`);
    registry.misbehave = failing((request) => request.method === 'POST', 99, 403);
    await expect(push('new:v1')).rejects.toMatchObject({
      message: expect.stringMatching(/access to .*new is denied \(403\): NO not here/),
    });
  });

  it('is for tags of the store only', async () => {
    await expect(push('none:1')).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    await expect(push(`none@${image.manifest.digest}`)).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
  });
});

describe('a registry', () => {
  it('is asked what a reference stands for, and nothing of it fetched', async () => {
    const resolve = (name: string) => store.images.registries.resolve(`${registry.host}/${name}`, {}, signal);
    const index = jsonBlob('application/vnd.oci.image.index.v1+json', {
      manifests: [
        { ...descriptor(image.manifest), platform: { os: 'linux', architecture: 'amd64' } },
        { ...descriptor(image.config), platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
        { ...descriptor(image.config), platform: { os: 'unknown', architecture: 'unknown' } },
      ],
    });
    registry.addManifest('demo/app', 'multi', index);
    expect(await resolve('demo/app:multi')).toEqual({
      digest: index.digest,
      platforms: { 'linux/amd64': image.manifest.digest, 'linux/arm64/v8': image.config.digest },
    });
    expect(await resolve('demo/app:v1')).toMatchObject({ digest: image.manifest.digest });
    for (const { digest } of image.layers) expect(registry.count(digest)).toBe(0);
    await expect(resolve('demo/app:none')).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  it('is searched by its catalogue where it has no search', async () => {
    const search = (term: string) =>
      store.images.registries.search({ registry: registry.host, term, limit: 25 }, signal);
    expect(await search('app')).toMatchObject([{ name: `${registry.host}/demo/app` }]);
    expect(await search('none')).toEqual([]);
  });

  it('is searched by its search where it has one, as Docker Hub does', async () => {
    registry.misbehave = (request, response) => {
      if (!request.url?.startsWith('/v1/search?')) return false;
      const found = { name: 'team/app', description: 'An app', star_count: 7, is_official: true };
      response.end(JSON.stringify({ num_results: 3, results: [found, { name: 5 }, { name: 'b' }] }));
      return true;
    };
    const search = (limit: number) =>
      store.images.registries.search({ registry: registry.host, term: 'a b', limit }, signal);
    expect(await search(2)).toEqual([
      { name: 'team/app', description: 'An app', stars: 7, official: true },
      { name: 'b', description: '', stars: 0, official: false },
    ]);
    expect(registry.requests).toContain('/v1/search?q=a+b&n=2');
    expect(await search(1)).toHaveLength(1);
  });

  it('is looked for behind its mirrors, which need not have everything', async () => {
    const mirror = await SmallRegistry.start();
    const [domain, settings] = [registry.host, join(store.directory, 'registries.json')];
    await writeFile(
      settings,
      JSON.stringify({ mirrors: { [domain]: ['http://127.0.0.1:1', `http://${mirror.host}`] } }),
    );
    const mirrored = await temporaryStore({ settingsFiles: { own: settings, docker: '/nonexistent' } });
    const name = `${registry.host}/demo/app:v1`;
    try {
      mirror.addManifest('demo/app', 'v1', image.manifest);
      await mirrored.images.pull(name, () => {}, signal, { logins: logins() });
      expect(mirror.count('/manifests/v1')).toBe(1);
      expect(registry.count('/manifests/v1')).toBe(0);
      for (const { digest } of image.layers)
        expect([mirror.count(digest), registry.count(digest)]).toEqual([1, 1]);
    } finally {
      await mirrored.remove();
      await mirror.stop();
    }
  });

  it('is found, and pushed to, where registries.conf says that it is', async () => {
    const elsewhere = await SmallRegistry.start();
    const file = join(store.directory, 'containers.conf');
    const [mirror, location] = ['127.0.0.1:1/none', `${elsewhere.host}/hub`];
    await writeFile(
      file,
      `[[registry]]\nprefix = "moved.invalid"\nlocation = "${location}"\n[[registry.mirror]]\nlocation = "${mirror}"\n` +
        '[[registry]]\nlocation = "moved.invalid/bad"\nblocked = true\n',
    );
    const containers = { file, directory: '/nonexistent' };
    const moved = await temporaryStore({ settingsFiles: { own: '/none', docker: '/none', containers } });
    try {
      await moved.images.tag('tscompose/hello', 'moved.invalid/demo/app:v1');
      await moved.images.registries.push('moved.invalid/demo/app:v1', {}, () => {}, signal);
      expect(elsewhere.count('/v2/hub/demo/app/manifests/v1')).toBe(1);
      const pulled = await moved.images.pull('moved.invalid/demo/app:v1', () => {}, signal);
      expect(pulled.references).toContain('moved.invalid/demo/app:v1');
      await expect(moved.images.pull('moved.invalid/bad/app', () => {}, signal)).rejects.toMatchObject({
        code: 'REGISTRY',
        message: expect.stringContaining('blocked'),
      });
    } finally {
      await moved.remove();
      await elsewhere.stop();
    }
  });
});

async function temporaryPull(given: object) {
  const fresh = await temporaryStore();
  const name = `${registry.host}/demo/app:v1`;
  return {
    pull: fresh.images.pull(name, () => {}, signal, { logins: given as never }).finally(() => fresh.remove()),
  };
}

function failing(
  isMeant: (request: IncomingMessage) => boolean,
  times: number,
  status: number,
): Misbehaviour {
  let left = times;
  return (request, response) => {
    if (left <= 0 || !isMeant(request)) return false;
    left -= 1;
    request.resume();
    response.writeHead(status).end('{"errors":[{"code":"NO","message":"not here"}]}');
    return true;
  };
}
