import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseReference } from '../../../../../src/base/image-reference.js';
import { readContainersConf } from '../../../../../src/engine/image/registry/containers-conf.js';
import { insecureHosts, locate } from '../../../../../src/engine/image/registry/registry-rules.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsc-conf-'));
  await mkdir(join(directory, 'd'));
});
afterEach(() => rm(directory, { recursive: true }));

async function rules(main: string, more: Readonly<Record<string, string>> = {}) {
  await writeFile(join(directory, 'registries.conf'), main);
  for (const [name, text] of Object.entries(more)) await writeFile(join(directory, 'd', name), text);
  return readContainersConf(join(directory, 'registries.conf'), join(directory, 'd'));
}

const FILE = `
unqualified-search-registries = ["docker.io"]

[[registry]]
prefix = "docker.io"
location = "hub.lan:5000/hub"
  [[registry.mirror]]
  location = "one.lan/docker"
  insecure = true
  [[registry.mirror]]
  location = "two.lan"
  pull-from-mirror = "digest-only"

[[registry]]
location = "docker.io/evil"
blocked = true

[[registry]]
prefix = "*.example.com"
insecure = true
location = "all.lan"

[[registry]]
location = "ghcr.io"
mirror-by-digest-only = true
  [[registry.mirror]]
  location = "three.lan/ghcr"
`;

describe('registries.conf', () => {
  it('sends images elsewhere, by the longest prefix that fits', async () => {
    const all = await rules(FILE);
    const where = (name: string) => {
      const { mirrors, registry } = locate(all, parseReference(name));
      return [...mirrors, registry].map(({ domain, path }) => `${domain}/${path}`);
    };
    const digest = `@sha256:${'a'.repeat(64)}`;
    expect(where('nginx')).toEqual(['one.lan/docker/library/nginx', 'hub.lan:5000/hub/library/nginx']);
    expect(where(`nginx${digest}`)[1]).toBe('two.lan/library/nginx');
    expect(where('ghcr.io/a/b:1')).toEqual(['ghcr.io/a/b']);
    expect(where(`ghcr.io/a/b${digest}`)).toEqual(['three.lan/ghcr/a/b', 'ghcr.io/a/b']);
    expect(where('x.example.com/a/b')).toEqual(['all.lan/a/b']);
    expect(where('ghcr.io:5000/a/b')).toEqual(['ghcr.io:5000/a/b']);
    expect(where('quay.io/a/b')).toEqual(['quay.io/a/b']);
    expect(() => where('evil/app')).toThrow('docker.io/evil/app is blocked');
    expect(where('evilish/app').at(-1)).toBe('hub.lan:5000/hub/evilish/app');
    expect(insecureHosts(all)).toEqual(['one.lan', 'all.lan']);
  });

  it('lets a later file speak of the same prefix, and knows the lists of version 1', async () => {
    const all = await rules('[[registry]]\nlocation = "a.lan"\nblocked = true\n', {
      '10.conf': '[[registry]]\nlocation = "a.lan"\n',
      '20.conf':
        '[registries.insecure]\nregistries = ["b.lan"]\n[registries.block]\nregistries = ["c.lan"]\n',
      'ignored.txt': 'no TOML',
    });
    expect(locate(all, parseReference('a.lan/x')).registry).toEqual({ domain: 'a.lan', path: 'x' });
    expect(insecureHosts(all)).toEqual(['b.lan']);
    expect(() => locate(all, parseReference('c.lan/x'))).toThrow('blocked');
  });

  it('may be missing, or speak of other things', async () => {
    expect(await readContainersConf(join(directory, 'none'), join(directory, 'none.d'))).toEqual([]);
    expect(await rules('# [[registry]]\nshort-name-mode = "enforcing"\n[aliases]\n"a" = "b/a"\n')).toEqual(
      [],
    );
  });

  it.each([
    ['[[registry]\n', 'not TOML'],
    ['[[registry]]\nblocked = "yes"\nlocation = "a"\n', '"blocked" is neither true nor false'],
    ['[[registry]]\n', 'neither prefix nor location'],
    ['[[registry]]\nprefix = "a.lan/b:1"\n', 'names a tag'],
    ['[[registry]]\nlocation = "a"\n[[registry.mirror]]\ninsecure = true\n', 'has no location'],
    ['[registry]\nlocation = "a"\n', 'not [[registry]]'],
  ])('is refused when it says %j', async (text, why) => {
    await expect(rules(text)).rejects.toMatchObject({
      code: 'REGISTRY',
      message: expect.stringContaining(why),
      details: { subject: join(directory, 'registries.conf') },
    });
  });
});
