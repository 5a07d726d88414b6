import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';
import { LOGIN, tokenAuth } from './support/auth.js';
import { SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { testImage } from './support/test-image.js';

let registry: SmallRegistry;
beforeEach(async () => {
  registry = await SmallRegistry.start();
});
afterEach(async () => {
  await registry.stop();
});

const signal = new AbortController().signal;

async function addTags(...tags: readonly string[]): Promise<void> {
  for (const tag of tags) {
    registry.add('demo/app', tag, await testImage([[{ name: 'tag', content: tag }]], { Cmd: [tag] }));
  }
}

describe('all tags of a repository', () => {
  it('are pulled, page by page, and pushed to where another name says', async () => {
    await addTags('v1', 'v2', 'v3', 'v4', 'v5');
    registry.tagsPerPage = 2;
    await using sandbox = await Sandbox.create();
    const name = `${registry.host}/demo/app`;
    const pulled = await sandbox.ok(['image', 'pull', '-a', name]);
    expect(pulled.stdout).toBe(`${name}\n`);
    for (const tag of ['v1', 'v2', 'v3', 'v4', 'v5']) {
      expect(pulled.stderr).toContain(`Image ${name}:${tag}  Pulled`);
    }
    expect(registry.count('/tags/list?last=v4')).toBe(1);
    const { stdout } = await sandbox.ok(['image', 'ls', '--format', '{{.Tag}}', name]);
    expect(stdout.trim().split('\n').sort()).toEqual(['v1', 'v2', 'v3', 'v4', 'v5']);
    for (const tag of ['v1', 'v4'])
      await sandbox.ok(['tag', `${name}:${tag}`, `${registry.host}/copy:${tag}`]);
    const pushed = await sandbox.ok(['push', '-a', `${registry.host}/copy`]);
    expect(pushed.stderr).toContain(`Image ${registry.host}/copy:v4  Pushed`);
    for (const tag of ['v1', 'v4']) {
      expect(registry.manifest('copy', tag)?.digest).toBe(registry.manifest('demo/app', tag)?.digest);
    }
    expect((await sandbox.ok(['image', 'push', '-aq', `${registry.host}/copy`])).stdout).toBe(
      `${registry.host}/copy\n`,
    );
  });

  it('cannot be asked for together with one, nor of what is not there', async () => {
    await using sandbox = await Sandbox.create();
    const name = `${registry.host}/demo/none`;
    for (const verb of ['pull', 'push']) {
      expect(await sandbox.run(['image', verb, '-a', `${name}:v1`])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("tag can't be used with --all-tags/-a"),
      });
    }
    expect(await sandbox.run(['image', 'pull', '-a', name])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('has no repository'),
    });
    expect(await sandbox.run(['image', 'push', '-a', name])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`An image does not exist locally with the tag: ${name}`),
    });
    await sandbox.stack('services: {web: {image: tscompose/hello}}\n');
    expect(await sandbox.run(['pull', '-a', 'web'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('image pull -a'),
    });
  });
});

describe('a list of tags', () => {
  let store: TemporaryStore;
  beforeEach(async () => {
    store = await temporaryStore();
  });
  afterEach(() => store.remove());
  const tags = (logins = {}) => store.images.registries.tags(`${registry.host}/demo/app`, logins, signal);
  const answering = (body: (path: string) => string, link?: (path: string) => string) => {
    registry.misbehave = (request, response) => {
      const path = request.url ?? '';
      if (!path.includes('/tags/list')) return false;
      if (link !== undefined) response.setHeader('link', link(path));
      response.end(body(path));
      return true;
    };
  };

  it('is read with a token for that repository', async () => {
    await addTags('v1', 'v2');
    const service = tokenAuth(registry);
    registry.misbehave = service.guard;
    expect(await tags({ [registry.host]: LOGIN })).toEqual(['v1', 'v2']);
    expect(service.scopes).toEqual([['repository:demo/app:pull']]);
  });

  it('is the registry’s own; a mirror is asked where there is no answer', async () => {
    await addTags('v1');
    const mirror = registry;
    registry = await SmallRegistry.start();
    const own = registry.host;
    await addTags('v1', 'v2');
    const file = join(store.directory, 'registries.json');
    await writeFile(file, JSON.stringify({ mirrors: { [own]: [`http://${mirror.host}`] } }));
    const mirrored = await temporaryStore({ settingsFiles: { own: file, docker: '/nonexistent' } });
    const list = () => mirrored.images.registries.tags(`${own}/demo/app`, {}, signal);
    try {
      expect(await list()).toEqual(['v1', 'v2']);
      await registry.stop();
      expect(await list()).toEqual(['v1']);
    } finally {
      await mirrored.remove();
      registry = mirror;
    }
  });

  it('without an end is given up on, as is one of more tags than anybody has', async () => {
    answering(
      () => '{"tags":["a"]}',
      () => '</v2/demo/app/tags/list?last=a>; rel="next"',
    );
    await expect(tags()).rejects.toMatchObject({
      code: 'REGISTRY',
      message: expect.stringContaining('no end'),
    });
    const many = JSON.stringify({ tags: Array.from({ length: 100_001 }, (_, index) => `t${index}`) });
    answering(() => many);
    await expect(tags()).rejects.toMatchObject({ message: expect.stringContaining('more than 100000 tags') });
    answering(() => ' '.repeat(17 * 1024 * 1024));
    await expect(tags()).rejects.toMatchObject({ message: expect.stringContaining('answer of more than') });
  });

  it('of what are no tags leads nowhere else', async () => {
    for (const tag of ['../../other/manifests/x', 'a b', '']) {
      answering(() => JSON.stringify({ tags: ['fine', tag] }));
      await expect(tags()).rejects.toMatchObject({
        code: 'REGISTRY',
        message: expect.stringContaining('among the tags of'),
      });
    }
    answering(() => '{"tags":{"a":1}}');
    await expect(tags()).rejects.toMatchObject({ message: expect.stringContaining('no list') });
    answering(() => '{"tags":null}');
    expect(await tags()).toEqual([]);
    answering(
      () => '{"tags":["a"]}',
      () => '<file:///etc/passwd>; rel="next"',
    );
    await expect(tags()).rejects.toMatchObject({ message: expect.stringContaining('not safe') });
  });
});
