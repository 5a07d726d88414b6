import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../../../src/base/digest.js';
import { neededBy } from '../../../../src/engine/image/garbage.js';
import { ImageLookup } from '../../../../src/engine/image/image-lookup.js';
import { type ImageRecord, ImageRecords } from '../../../../src/engine/image/image-records.js';
import { ImageRemover } from '../../../../src/engine/image/image-removal.js';
import type { ImageUsers } from '../../../../src/spec/parts.js';

let directory: string;
let records: ImageRecords;
let remover: ImageRemover;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsc-garbage-'));
  records = new ImageRecords(directory);
  await records.recover();
  remover = new ImageRemover(records, new ImageLookup(records));
});
afterEach(() => rm(directory, { recursive: true }));

function image(name: string, layers: readonly string[]): ImageRecord {
  return {
    id: digestOf(name),
    size: 1,
    layers: layers.map((layer) => ({
      digest: digestOf(`blob ${layer}`),
      size: 1,
      diffId: digestOf(layer),
      chainId: digestOf(`chain ${layer}`),
    })),
  };
}

const IMAGE = image('one', ['a', 'b']);
const user = (running: boolean) => () => [{ imageId: IMAGE.id, containerId: 'c'.repeat(64), running }];
const nobody = () => [];

async function named(...references: readonly string[]): Promise<void> {
  await records.putImage(IMAGE);
  for (const name of references) {
    await records.putReference({
      reference: `docker.io/library/${name}`,
      id: IMAGE.id,
      manifest: digestOf('manifest'),
    });
  }
}

it('needs exactly what the records name, shared or not', () => {
  const layer = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  fc.assert(
    fc.property(fc.array(fc.array(layer, { maxLength: 4 }), { maxLength: 5 }), (images) => {
      const all = images.map((layers, index) => image(`image ${index}`, layers));
      const { blobs, layers } = neededBy(all);
      const named = new Set<Digest>(all.flatMap((record) => record.layers.map(({ chainId }) => chainId)));
      expect(layers).toEqual(named);
      expect(blobs.size).toBe(named.size + all.length);
    }),
  );
});

it('takes off one name of several, and the digest with the last of its repository', async () => {
  await named('x:1', 'x:2');
  const digest = { type: 'untagged', name: `x@${digestOf('manifest')}` };
  expect(await remover.remove({ image: 'x:1', force: false }, nobody)).toEqual([
    { type: 'untagged', name: 'x:1' },
  ]);
  expect(await remover.remove({ image: 'x:2', force: false }, nobody)).toEqual([
    { type: 'untagged', name: 'x:2' },
    digest,
    { type: 'deleted', name: IMAGE.id },
    { type: 'deleted', name: digestOf('chain b') },
    { type: 'deleted', name: digestOf('chain a') },
  ]);
  expect(await records.images()).toEqual([]);
  expect(await records.imageInUse(IMAGE.id)).toMatchObject({ removed: true });
});

it.each([
  ['the only name while a container uses it', 'x:1', ['x:1'], user(false), '(must force)'],
  ['an id of several names', IMAGE.id, ['x:1', 'x:2'], nobody, 'multiple repositories'],
  ['an id that a stopped container uses', IMAGE.id, ['x:1'], user(false), 'stopped container cccccccccccc'],
])('wants force for %s', async (_, text, names, users, why) => {
  await named(...names);
  await expect(remover.remove({ image: text, force: false }, users)).rejects.toMatchObject({
    code: 'IMAGE_IN_USE',
    message: expect.stringContaining(why),
  });
  expect(await remover.remove({ image: text, force: true }, users)).toContainEqual({
    type: 'deleted',
    name: IMAGE.id,
  });
});

it('names the layers that go along: none that others need, none while a container keeps the image', async () => {
  const other = image('two', ['a', 'c']);
  await records.putImage(other);
  await named('x:1');
  const layers = async (request: string, users: ImageUsers) => {
    const removed = await remover.remove({ image: request, force: true }, users);
    return removed.filter(({ type }) => type === 'deleted').map(({ name }) => name);
  };
  expect(await layers('x:1', user(false))).toEqual([IMAGE.id]);
  expect(await layers(other.id, user(false))).toEqual([other.id, digestOf('chain c')]);
});

it('leaves what runs, by whatever force: its name goes, the image stays', async () => {
  await named('x:1');
  await expect(remover.remove({ image: IMAGE.id, force: true }, user(true))).rejects.toMatchObject({
    message: expect.stringContaining('cannot be forced'),
  });
  await remover.remove({ image: 'x:1', force: true }, user(true));
  expect(await records.image(IMAGE.id)).toEqual(IMAGE);
});
