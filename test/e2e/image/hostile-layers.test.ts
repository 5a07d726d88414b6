import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAddon } from '../../../src/native/load-addon.js';
import { archive, type Entry } from './support/layer-archive.js';
import { rawEntry } from './support/raw-tar.js';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const EXT4 = 0xef53;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-hostile-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function unpack(blob: Uint8Array, name = 'layer', maxBytes = 64 * 1024 * MIB) {
  const [path, destination] = [join(directory, `${name}.blob`), join(directory, name)];
  await writeFile(path, blob);
  await mkdir(destination);
  const result = await loadAddon().unpackLayer(path, destination, { maxBytes }).done;
  return { destination, ...result };
}
const unpackEntries = async (entries: readonly Entry[]) => unpack(await archive(entries));
const dir = (name: string, more: Partial<Entry> = {}): Entry => ({ name, type: 'directory', ...more });

/** Nothing but what the test itself made may be beside the layer. */
const expectInside = async () => expect((await readdir(directory)).sort()).toEqual(['layer', 'layer.blob']);

describe('what a layer may not say is told as its own fault:', () => {
  const long = 'n'.repeat(300);
  it.each<[string, readonly Entry[], RegExp]>([
    ['a file that is a directory too', [{ name: 'a' }, { name: 'a/b' }], /Not a directory/],
    [
      'a directory through a link to nowhere',
      [{ name: 's', type: 'symlink', linkname: '/none' }, { name: 's/a' }],
      /'s\/a'/,
    ],
    [
      'a directory through a link to itself',
      [{ name: 's', type: 'symlink', linkname: 's' }, { name: 's/a' }],
      /Too many levels/,
    ],
    ['a name that no file system takes', [{ name: long }], /too long/],
    ['a hard link to a directory', [dir('d'), { name: 'h', type: 'link', linkname: 'd' }], /Is a directory/],
    ['a hard link to what is not there', [{ name: 'h', type: 'link', linkname: 'none' }], /No such file/],
    ['a hard link to the root', [{ name: 'h', type: 'link', linkname: '/' }], /'h'|h to/],
    ['a symlink to nothing', [{ name: 's', type: 'symlink', pax: { linkpath: '' } }], /symlinkat/],
    ['a whiteout of nothing', [{ name: '.wh.' }], /names nothing/],
    ['a whiteout of its own directory', [dir('d'), { name: 'd/.wh..' }], /names nothing/],
    ['a whiteout of its parent', [dir('d'), { name: 'd/.wh...' }], /names nothing/],
    ['a file without a name', [{ name: '.' }], /without a name/],
    [
      'an attribute too large',
      [{ name: 'a', pax: { 'SCHILY.xattr.user.x': 'x'.repeat(70_000) } }],
      /user\.x/,
    ],
    ['an attribute of a malformed name', [{ name: 'a', pax: { 'SCHILY.xattr.': 'x' } }], /PAX record/],
    ['an owner of a number too large', [{ name: 'a', pax: { uid: '4294967295' } }], /owner out of range/],
    ['a negative owner', [{ name: 'a', pax: { uid: '-1' } }], /PAX record uid/],
  ])('%s', async (_, entries, message) => {
    const failing = unpackEntries(entries);
    await expect(failing).rejects.toMatchObject({ code: 'EBADMSG' });
    await expect(failing).rejects.toThrow(message);
    await expectInside();
  });
});

describe('a layer', () => {
  it('has no say in how overlayfs puts layers together', async () => {
    const lower = await unpack(
      await archive([dir('a'), { name: 'a/below' }, dir('secret'), { name: 'secret/x' }]),
      'lower',
    );
    const overlay = {
      'SCHILY.xattr.trusted.overlay.opaque': 'y',
      'SCHILY.xattr.trusted.overlay.redirect': '/secret',
    };
    const upper = await unpack(
      await archive([
        dir('a', { pax: { ...overlay, 'SCHILY.xattr.user.overlay.opaque': 'y' } }),
        dir('b', { pax: overlay }),
      ]),
      'upper',
    );
    await mkdir(join(directory, 'merged'));
    const script =
      'mount -t overlay overlay -o "redirect_dir=on,lowerdir=$1:$2" "$3" && cd "$3" && find . -mindepth 1 -type f';
    const merged = join(directory, 'merged');
    const { stdout } = await run('unshare', [
      '-m',
      'sh',
      '-c',
      script,
      'sh',
      upper.destination,
      lower.destination,
      merged,
    ]);
    expect(stdout.trim().split('\n').sort()).toEqual(['./a/below', './secret/x']);
  });

  it("keeps what attributes it may, and does without users' attributes where there are none", async () => {
    const pax = { 'SCHILY.xattr.user.x': 'kept' };
    const { entries } = await unpackEntries([
      { name: 'file', pax },
      { name: 'link', type: 'symlink', linkname: 'file', pax },
      { name: 'pipe', type: 'fifo', pax },
    ]);
    expect(entries).toBe(3);
  });

  it('tells when it hides all layers below', async () => {
    expect(await unpack(await archive([{ name: '.wh..wh..opq' }, { name: 'a' }]))).toMatchObject({
      hidesAll: true,
    });
    const some = await archive([dir('d'), { name: 'd/.wh..wh..opq' }]);
    expect(await unpack(some, 'other')).toMatchObject({ hidesAll: false });
  });

  it('may have odd names that look like whiteouts and are none', async () => {
    const { destination } = await unpackEntries([
      { name: 'a/.wh.b/c', content: 'c' },
      { name: '.wh..wh.plnk', content: 'of aufs' },
      { name: 'a/..b', content: 'b' },
      { name: 'a/../a/c', content: 'c' },
    ]);
    expect(await readdir(destination)).toEqual(['a']);
    expect((await readdir(join(destination, 'a'))).sort()).toEqual(['..b', '.wh.b', 'c']);
  });

  it('may replace whatever it made by anything else', async () => {
    const kinds: readonly Entry[] = [
      { name: 'x', content: 'file' },
      dir('x'),
      { name: 'x', type: 'symlink', linkname: '/etc' },
      { name: 'x', type: 'fifo' },
      { name: 'x', type: 'character-device', devmajor: 1, devminor: 3 },
      { name: 'x', type: 'link', linkname: 'other' },
    ];
    for (const [index, first] of kinds.entries()) {
      for (const [other, second] of kinds.entries()) {
        const inner = first.type === 'directory' ? [{ name: 'x/in/deep', content: 'gone' }] : [];
        const blob = await archive([{ name: 'other', content: 'o' }, first, ...inner, second]);
        const { destination } = await unpack(blob, `l-${index}-${other}`);
        const status = await lstat(join(destination, 'x'));
        expect([status.isDirectory(), status.isSymbolicLink(), status.isFIFO()]).toEqual([
          second.type === 'directory',
          second.type === 'symlink',
          second.type === 'fifo',
        ]);
        expect(await readFile(join(destination, 'other'), 'utf8')).toBe('o');
      }
    }
  });

  it('keeps numbers of any size and times of any age', async () => {
    const blob = Buffer.concat([
      rawEntry({ name: 'big', uid: 5_000_000, gid: 4_294_967_294, mtime: -1, base256: true }),
      rawEntry({ name: 'old', mtime: -86_400 * 365, base256: true }),
      Buffer.alloc(1024),
    ]);
    const { destination } = await unpack(blob);
    const big = await lstat(join(destination, 'big'));
    expect(big).toMatchObject({ uid: 5_000_000, gid: 4_294_967_294, mtimeMs: -1000 });
    expect((await lstat(join(destination, 'old'))).mtimeMs).toBe(-86_400_000 * 365);
  });

  it('cannot make directories that are deeper than any path', async () => {
    const deep = Array.from({ length: 15 }, (_, level) => `${'d'.repeat(249)}${level}`).join('/');
    const entries: readonly Entry[] = [
      dir(deep, { pax: { path: deep } }),
      { name: 's', type: 'symlink', pax: { linkpath: deep } },
      dir('s/more', { pax: { path: `s/${deep}` } }),
    ];
    await expect(unpackEntries(entries)).rejects.toMatchObject({ code: 'EBADMSG' });
    await loadAddon().removeTree(join(directory, 'layer'));
    expect(await readdir(directory)).toEqual(['layer.blob']);
  });
});

describe('a small blob that stands for much', () => {
  /** A gzip file of several members: a header, zeros by the 64 MiB, the end of the archive. */
  const zeros = (type: '0' | 'g', mebibytes: number) => {
    const part = gzipSync(Buffer.alloc(64 * MIB));
    const head = rawEntry({ name: 'zeros', type, size: mebibytes * MIB });
    return Buffer.concat([
      gzipSync(head),
      ...Array.from({ length: mebibytes / 64 }, () => part),
      gzipSync(Buffer.alloc(1024)),
    ]);
  };

  it('takes no room for zeros', async () => {
    const { destination, bytes } = await unpack(zeros('0', 1024));
    expect(bytes).toBe(1024 * MIB);
    const { size, blocks } = await lstat(join(destination, 'zeros'));
    expect(size).toBe(1024 * MIB);
    expect(blocks * 512).toBeLessThan(MIB);
  });

  it.each<['0' | 'g', string]>([
    ['0', 'in files'],
    ['g', 'that make no file'],
  ])('is refused for more bytes (%s) than are allowed %s', async (type) => {
    const failing = unpack(zeros(type, 192), 'layer', 100 * MIB);
    await expect(failing).rejects.toMatchObject({ code: 'EFBIG' });
  });

  it('may be a sparse file, which takes no room either', async () => {
    const pax = {
      'GNU.sparse.map': '0,5',
      'GNU.sparse.size': String(8 * 1024 * MIB),
      'GNU.sparse.numblocks': '1',
    };
    const { destination } = await unpackEntries([{ name: 'sparse', content: 'start', pax }]);
    const { size, blocks } = await lstat(join(destination, 'sparse'));
    expect(size).toBe(8 * 1024 * MIB);
    expect(blocks * 512).toBeLessThan(MIB);
    const larger = { ...pax, 'GNU.sparse.size': String(2 ** 50) };
    const failing = unpack(await archive([{ name: 'sparse', content: 'start', pax: larger }]), 'larger');
    await expect(failing).rejects.toMatchObject({ code: 'EFBIG' });
  });
});

it('removal takes what is there, follows no links, and is content with what is not', async () => {
  const { destination } = await unpackEntries([
    dir('d'),
    { name: 'd/link', type: 'symlink', linkname: directory },
  ]);
  await loadAddon().removeTree(destination);
  await loadAddon().removeTree(destination);
  expect(await readdir(directory)).toEqual(['layer.blob']);
});

it('directories of layers are spread over the disk where it is an ext4 one', async () => {
  loadAddon().spreadSubdirectories(directory);
  const { type } = await statfs(directory);
  const flags = type === EXT4 ? (await run('lsattr', ['-d', directory])).stdout.split(' ')[0] : 'T';
  expect(flags).toContain('T');
});
