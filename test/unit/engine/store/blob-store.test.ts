import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../../src/base/digest.js';
import { BlobStore } from '../../../../src/engine/store/blob-store.js';

let directory: string;
let blobs: BlobStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-blobs-'));
  blobs = new BlobStore(directory);
  await blobs.recover();
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function* stream(...chunks: (string | Error)[]): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield Buffer.from(chunk);
  }
}
const files = async () => [
  ...(await readdir(join(directory, 'sha256'))),
  ...(await readdir(join(directory, 'partial'))),
];

describe('a blob', () => {
  it('is kept under its digest', async () => {
    const seen: number[] = [];
    const digest = digestOf('hello');
    const blob = await blobs.put(stream('hel', 'lo'), { digest, size: 5, onBytes: (n) => seen.push(n) });
    expect(blob).toEqual({ digest, size: 5 });
    expect(seen).toEqual([3, 5]);
    expect(Buffer.from(await blobs.read(digest)).toString()).toBe('hello');
    expect(await blobs.has(digest, 5)).toBe(true);
    expect(await blobs.has(digest, 4)).toBe(false);
    expect(await blobs.has(digestOf('other'))).toBe(false);
  });

  it.each([
    ['of a wrong digest', { digest: digestOf('x') }, ['hello'], 'hashes to'],
    ['that is too short', { size: 6 }, ['hello'], '5 bytes instead of 6'],
    ['that is too long', { size: 4 }, ['hel', 'lo', 'more'], 'more than the 4 bytes'],
    ['that breaks off', {}, ['hel', new Error('gone')], 'gone'],
  ])('%s leaves nothing', async (_, options, chunks, why) => {
    await expect(blobs.put(stream(...chunks), options)).rejects.toThrow(why);
    expect(await files()).toEqual([]);
  });

  it('that was damaged on the disk is refused and removed', async () => {
    const { digest } = await blobs.putBytes(Buffer.from('hello'));
    await writeFile(blobs.path(digest), 'hellO');
    await expect(blobs.read(digest)).rejects.toMatchObject({ code: 'IMAGE_INVALID' });
    expect(await blobs.has(digest)).toBe(false);
  });

  it('half written by a killed predecessor is removed', async () => {
    await writeFile(join(directory, 'partial', 'x'), 'half');
    await blobs.recover();
    expect(await files()).toEqual([]);
  });
});
