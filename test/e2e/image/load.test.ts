import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archive, type Entry } from './support/layer-archive.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { descriptor, type TestImage, testImage } from './support/test-image.js';

let store: TemporaryStore;
let one: TestImage;
let two: TestImage;
beforeEach(async () => {
  store = await temporaryStore();
  one = await testImage([[{ name: 'one' }]], { Cmd: ['one'] });
  two = await testImage([[{ name: 'one' }], [{ name: 'two' }]], { Cmd: ['two'] });
});
afterEach(() => store.remove());

const load = (path: string) => store.images.load(path, () => {}, new AbortController().signal);
const json = (name: string, value: unknown): Entry => ({ name, content: JSON.stringify(value) });
const binary = (name: string, content: Buffer): Entry => ({ name, content });
const hex = (digest: string) => digest.slice(7);

async function written(name: string, content: Uint8Array): Promise<string> {
  const path = join(store.directory, name);
  await writeFile(path, content);
  return path;
}

/** What `docker save` wrote before version 25. */
const oldArchive = () =>
  archive([
    { name: 'id1', type: 'directory' },
    { name: 'id1/VERSION', content: '1.0' },
    binary('id1/layer.tar', one.archives[0] ?? Buffer.alloc(0)),
    { name: 'id2/layer.tar', type: 'symlink', linkname: '../id1/layer.tar' },
    binary('id3/layer.tar', two.archives[1] ?? Buffer.alloc(0)),
    binary(`${hex(one.config.digest)}.json`, one.config.content),
    binary(`${hex(two.config.digest)}.json`, two.config.content),
    json('manifest.json', [
      { Config: `${hex(one.config.digest)}.json`, RepoTags: ['one:1', 'one:2'], Layers: ['id1/layer.tar'] },
      {
        Config: `${hex(two.config.digest)}.json`,
        RepoTags: null,
        Layers: ['id2/layer.tar', 'id3/layer.tar'],
      },
    ]),
  ]);

const index = () => ({
  schemaVersion: 2,
  manifests: [
    { ...descriptor(one.manifest), annotations: { 'io.containerd.image.name': 'docker.io/library/one:1' } },
  ],
});
const ociEntries = () => [
  json('oci-layout', { imageLayoutVersion: '1.0.0' }),
  ...[one.manifest, one.config, ...one.layers].map((part) =>
    binary(`blobs/sha256/${hex(part.digest)}`, part.content),
  ),
  json('index.json', index()),
];

describe('loading', () => {
  it("takes Docker's older archives, with several images and names", async () => {
    const images = await load(await written('old.tar', await oldArchive()));
    expect(images.map(({ id, references }) => [id, references])).toEqual([
      [one.config.digest, ['docker.io/library/one:1', 'docker.io/library/one:2']],
      [two.config.digest, []],
    ]);
    const { layers } = await store.images.root(two.config.digest);
    expect(await Promise.all(layers.map((layer) => readdir(layer)))).toEqual([['two'], ['one']]);
  });

  it('takes OCI archives, compressed or not, and layouts as a directory', async () => {
    const plain = await archive(ociEntries());
    const layout = join(store.directory, 'layout');
    await mkdir(join(layout, 'blobs/sha256'), { recursive: true });
    await writeFile(join(layout, 'index.json'), JSON.stringify(index()));
    for (const part of [one.manifest, one.config, ...one.layers]) {
      await writeFile(join(layout, 'blobs/sha256', hex(part.digest)), part.content);
    }
    for (const path of [await written('a.tar', plain), await written('a.tar.gz', gzipSync(plain)), layout]) {
      expect(await load(path)).toMatchObject([
        { id: one.config.digest, references: ['docker.io/library/one:1'] },
      ]);
    }
  });

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['no archive', async () => Buffer.from('x'.repeat(2000)), 'cannot be read as a tar archive'],
    [
      'an archive of something else',
      () => archive([{ name: 'readme' }]),
      'neither manifest.json nor index.json',
    ],
    ['cut short', async () => (await oldArchive()).subarray(0, 3000), 'cannot be read as a tar archive'],
    ['compressed with xz', async () => Buffer.from('\xfd7zXZ\0rest', 'latin1'), 'compressed with xz'],
    [
      'lacking a layer',
      () => archive(ociEntries().filter(({ name }) => !name.endsWith(hex(one.layers[0]?.digest ?? '')))),
      'lacks the blob',
    ],
    [
      'holding a blob of another name',
      () => archive([binary(`blobs/sha256/${'0'.repeat(64)}`, Buffer.from('x'))]),
      'hashes to',
    ],
  ])('refuses a file that is %s', async (_, content, message) => {
    const path = await written('bad.tar', await content());
    await expect(load(path)).rejects.toMatchObject({
      code: 'IMAGE_INVALID',
      message: expect.stringContaining(message),
    });
    expect(await store.images.list()).toEqual([]);
  });

  it('says when there is no such file', async () => {
    await expect(load('/nowhere/x.tar')).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });
});

describe('the built-in image', () => {
  it.each(['tscompose/hello', 'tscompose/hello:latest', 'docker.io/tscompose/hello'])(
    'is there as %s',
    async (name) => {
      const image = await store.images.find(name);
      expect(image).toMatchObject({
        references: ['docker.io/tscompose/hello:latest'],
        config: { Entrypoint: ['/hello'], Cmd: ['serve'], ExposedPorts: { '80/tcp': {} } },
      });
      const { layers } = await store.images.root(image?.id ?? '');
      expect(await readFile(join(layers[0] ?? '', 'hello'), 'utf8')).toBe('stands for a program');
    },
  );

  it('is never pulled, and made anew when its program changes', async () => {
    const image = await store.images.pull('tscompose/hello', () => {}, new AbortController().signal);
    await writeFile(join(store.directory, 'hello'), 'another program');
    const next = await store.reopen();
    const other = await next.find('tscompose/hello');
    expect(other?.id).not.toBe(image.id);
    expect(await next.list()).toMatchObject([{ references: [] }, { id: other?.id }].reverse());
  });
});

describe('the next engine', () => {
  it('finds what was loaded and clears away what was not finished', async () => {
    await load(await written('old.tar', await oldArchive()));
    const images = join(store.directory, 'images');
    await mkdir(join(images, 'layers', '.tmp-half', 'fs'), { recursive: true });
    await mkdir(join(images, 'layers', 'f'.repeat(64), 'fs'), { recursive: true });
    await writeFile(join(images, 'blobs', 'partial', 'x'), 'half');
    const before = await store.images.list();
    const next = await store.reopen();
    expect(await next.list()).toEqual(before);
    expect(await readdir(join(images, 'layers'))).toHaveLength(2);
    expect(await readdir(join(images, 'blobs', 'partial'))).toEqual([]);
  });

  it('unpacks again what an earlier boot left without certainty', async () => {
    const path = await written('old.tar', await oldArchive());
    await load(path);
    await store.images.close();
    const images = join(store.directory, 'images');
    const record = join(images, 'layers', hex(lowestChainId(one)), 'layer.json');
    const settled = JSON.parse(await readFile(record, 'utf8'));
    expect(settled).not.toHaveProperty('unsettledBoot');
    await writeFile(record, JSON.stringify({ ...settled, unsettledBoot: 'an earlier one' }));
    const next = await store.reopen();
    expect(await readdir(join(images, 'layers'))).toHaveLength(1);
    const { layers } = await next.root(one.config.digest);
    expect(await readdir(layers[0] ?? '')).toEqual(['one']);
  });
});

/** The chain id of a lowest layer is its diff id. */
function lowestChainId(image: TestImage): string {
  return JSON.parse(image.config.content.toString()).rootfs.diff_ids[0];
}
