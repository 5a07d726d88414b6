import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/base/digest.js';
import { loadAddon } from '../../../src/native/load-addon.js';
import { archive, type Entry, gzippedArchive } from './support/layer-archive.js';

const run = promisify(execFile);
const dir = (name: string, more: Partial<Entry> = {}): Entry => ({ name, type: 'directory', ...more });

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-layers-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function unpackBlob(blob: Uint8Array, name = 'layer', maxBytes?: number) {
  const [path, destination] = [join(directory, `${name}.blob`), join(directory, name)];
  await writeFile(path, blob);
  await mkdir(destination);
  const options = maxBytes === undefined ? {} : { maxBytes };
  return { destination, ...(await loadAddon().unpackLayer(path, destination, options).done) };
}
const unpack = async (entries: readonly Entry[], name?: string) =>
  unpackBlob(await gzippedArchive(entries), name);

/** What a container sees of these layers, bottom first: mounted in a namespace of the child alone. */
async function merged(...layers: readonly (readonly Entry[])[]): Promise<readonly string[]> {
  const lower: string[] = [];
  for (const [index, entries] of layers.entries())
    lower.unshift((await unpack(entries, `l${index}`)).destination);
  await mkdir(join(directory, 'merged'));
  const script =
    'mount -t overlay overlay -o "lowerdir=$1" "$2" && cd "$2" && find . -mindepth 1 -printf "%P %y %m %U:%G\\n"';
  const { stdout } = await run('unshare', [
    ...['-m', 'sh', '-c', script, 'sh', lower.join(':'), join(directory, 'merged')],
  ]);
  return stdout.trim().split('\n').sort();
}

describe('a layer', () => {
  it('keeps types, modes, owners, times and links', async () => {
    const { destination, ...result } = await unpack([
      dir('d', { mode: 0o1777, mtime: new Date('2001-02-03T04:05:06Z') }),
      { name: 'd/file', content: 'hello', mode: 0o4755, uid: 70_000, gid: 33 },
      { name: 'd/same', type: 'link', linkname: 'd/file' },
      { name: 'd/soft', type: 'symlink', linkname: '/absolute/target', uid: 5, gid: 6 },
      { name: 'd/pipe', type: 'fifo', mode: 0o600 },
      { name: 'd/null', type: 'character-device', devmajor: 1, devminor: 3, mode: 0o666 },
      { name: `d/${'long/'.repeat(40)}${'n'.repeat(200)}`, content: 'deep' },
    ]);
    expect(result).toMatchObject({ bytes: 9, entries: 7 });
    const file = await lstat(join(destination, 'd/file'));
    expect(file).toMatchObject({ uid: 70_000, gid: 33, size: 5, nlink: 2 });
    expect(file.mode & 0o7777).toBe(0o4755);
    expect(file.mtime.toISOString()).toBe('2024-01-02T03:04:05.000Z');
    expect((await lstat(join(destination, 'd/same'))).ino).toBe(file.ino);
    expect((await lstat(join(destination, 'd'))).mtime.toISOString()).toBe('2001-02-03T04:05:06.000Z');
    expect((await lstat(join(destination, 'd'))).mode & 0o7777).toBe(0o1777);
    expect(await lstat(join(destination, 'd/soft'))).toMatchObject({ uid: 5, gid: 6 });
    expect((await lstat(join(destination, 'd/pipe'))).isFIFO()).toBe(true);
    expect(await lstat(join(destination, 'd/null'))).toMatchObject({ rdev: 0x103 });
  });

  it('is hashed as it is without its compression, trailing bytes and all', async () => {
    const plain = Buffer.concat([await archive([{ name: 'a', content: 'a' }]), Buffer.alloc(10_240)]);
    expect((await unpackBlob(plain)).diffId).toBe(digestOf(plain));
  });

  it('that is empty has no entries', async () => {
    expect(await unpack([])).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('may say a name twice: the last one counts', async () => {
    const { destination, bytes } = await unpack([
      dir('a'),
      { name: 'a/b', content: 'b' },
      { name: 'a', content: 'file now' },
      { name: 'c', content: 'c' },
      dir('c'),
      { name: 'c/d', content: 'd' },
    ]);
    expect(bytes).toBe('file now'.length + 'd'.length);
    expect(await readFile(join(destination, 'a'), 'utf8')).toBe('file now');
    expect(await readdir(join(destination, 'c'))).toEqual(['d']);
  });
});

describe('layers on one another', () => {
  const below = [
    dir('a'),
    { name: 'a/one' },
    { name: 'a/two' },
    dir('a/sub'),
    { name: 'a/sub/x' },
    { name: 'top' },
  ];

  it('hide what is whited out', async () => {
    expect(await merged(below, [{ name: 'a/.wh.one' }, { name: '.wh.top' }, { name: 'a/.wh.sub' }])).toEqual([
      'a d 755 0:0',
      'a/two f 644 0:0',
    ]);
  });

  it('hide all of an opaque directory, wherever the mark stands', async () => {
    const opaque = [dir('a', { uid: 7 }), { name: 'a/new' }, { name: 'a/.wh..wh..opq' }];
    expect(await merged(below, opaque)).toEqual(['a d 755 7:0', 'a/new f 644 0:0', 'top f 644 0:0']);
  });

  it.each([
    ['before', [{ name: '.wh.a' }, dir('a'), { name: 'a/new' }]],
    ['after', [dir('a'), { name: 'a/new' }, { name: '.wh.a' }]],
    ['without its own entry', [{ name: '.wh.a' }, { name: 'a/new' }]],
  ])('replace a directory that is whited out and made anew (%s)', async (_, entries) => {
    expect(await merged(below, entries)).toEqual(['a d 755 0:0', 'a/new f 644 0:0', 'top f 644 0:0']);
  });

  it('show a file again that a higher layer brings back', async () => {
    expect(await merged([{ name: 'f' }], [{ name: '.wh.f' }], [{ name: 'f', mode: 0o600 }])).toEqual([
      'f f 600 0:0',
    ]);
  });
});

describe('a hostile layer', () => {
  /** Nothing but what the test itself made may be outside of the layer's directory. */
  const expectInside = async () => expect((await readdir(directory)).sort()).toEqual(['layer', 'layer.blob']);

  it.each<[string, readonly Entry[], RegExp]>([
    ['names its way out', [{ name: '../out' }], /'\.\.'/],
    ['names its way out from within', [{ name: 'a/../../out' }], /'\.\.'/],
    ['links to the outside', [{ name: 'in', type: 'link', linkname: '../layer.blob' }], /'\.\.'/],
    ['links to the host', [{ name: 'in', type: 'link', linkname: '/etc/hostname' }], /ENOENT|No such file/],
    ['whites nothing out', [{ name: 'a/.wh...' }], /names nothing/],
  ])('that %s is refused', async (_, entries, message) => {
    await expect(unpack(entries)).rejects.toThrow(message);
    await expectInside();
  });

  it('stays inside through symlinks, absolute or climbing', async () => {
    const { destination } = await unpack([
      dir('real'),
      { name: 'abs', type: 'symlink', linkname: '/real' },
      { name: 'abs/one', content: '1' },
      { name: 'up', type: 'symlink', linkname: '../../../../real' },
      { name: 'up/two', content: '2' },
      { name: '/rooted', content: '3' },
      { name: 'file', type: 'symlink', linkname: '../layer.blob' },
      { name: 'file', content: 'not through the link' },
    ]);
    await expectInside();
    expect(await readdir(destination)).toEqual(['abs', 'file', 'real', 'rooted', 'up']);
    expect(await readdir(join(destination, 'real'))).toEqual(['one', 'two']);
    expect((await readFile(join(directory, 'layer.blob'))).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  it('that is larger than allowed is refused', async () => {
    const blob = await gzippedArchive([{ name: 'a', content: 'x'.repeat(100) }]);
    await expect(unpackBlob(blob, 'layer', 99)).rejects.toMatchObject({ code: 'EFBIG' });
  });

  it.each([
    ['cut short', (blob: Buffer) => blob.subarray(0, blob.length - 9)],
    ['cut in its first bytes', (blob: Buffer) => blob.subarray(0, 5)],
    ['damaged', (blob: Buffer) => blob.fill(0xff, 20, 30)],
    ['followed by something else', (blob: Buffer) => Buffer.concat([blob, Buffer.from('rubbish')])],
  ])('that is %s is refused', async (_, damage) => {
    const blob = await gzippedArchive([{ name: 'a', content: 'x'.repeat(5000) }]);
    await expect(unpackBlob(damage(blob))).rejects.toMatchObject({ code: 'EBADMSG' });
  });
});
