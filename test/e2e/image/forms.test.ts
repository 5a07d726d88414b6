import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmallRegistry } from './support/small-registry.js';
import { type TemporaryStore, temporaryStore } from './support/temporary-store.js';
import { DOCKER, descriptor, type ImageForm, jsonBlob, OCI, testImage } from './support/test-image.js';

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
const pull = (name: string, from = store) => from.images.pull(`${registry.host}/${name}`, () => {}, signal);

/** A frame of raw blocks (RFC 8878, section 3.1.1). */
function zstd(plain: Buffer): Buffer {
  const head = Buffer.from('28b52ffda000000000', 'hex');
  head.writeUInt32LE(plain.length, 5);
  const parts: Uint8Array[] = [head];
  for (let at = 0; at < plain.length; at += 65_536) {
    const part = plain.subarray(at, at + 65_536);
    const blockHead = Buffer.alloc(3);
    blockHead.writeUIntLE((part.length << 3) | (at + part.length === plain.length ? 1 : 0), 0, 3);
    parts.push(blockHead, part);
  }
  return Buffer.concat(parts);
}

const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';
const FORMS: readonly (readonly [string, ImageForm])[] = [
  ['of the OCI, with gzip', OCI],
  ['of the OCI, with zstd', { ...OCI, layerType: `${OCI_LAYER}+zstd`, compress: zstd }],
  ['of the OCI, not compressed', { ...OCI, layerType: OCI_LAYER, compress: (plain) => plain }],
  ["of Docker's schema 2", DOCKER],
  ['that says gzip and is zstd', { ...OCI, compress: zstd }],
];

const layers = [
  [
    { name: 'bin', type: 'directory' as const },
    { name: 'bin/app', content: 'x'.repeat(200_000), mode: 0o4755 },
  ],
  [{ name: 'bin/net', content: 'y', uid: 70_000 }],
];

describe('an image', () => {
  it.each(FORMS)('%s is pulled, and pushed as it came', async (_, form) => {
    const image = await testImage(layers, { Cmd: ['/bin/app'] }, form);
    registry.add('app', 'v1', image);
    const pulled = await pull('app:v1');
    expect(pulled).toMatchObject({ id: image.config.digest, config: { Cmd: ['/bin/app'] } });
    const { layers: trees } = await store.images.root(pulled.id);
    expect(await readFile(join(trees[1] ?? '', 'bin/app'), 'utf8')).toHaveLength(200_000);
    expect(await lstat(join(trees[0] ?? '', 'bin/net'))).toMatchObject({ uid: 70_000 });
    await store.images.tag(`${registry.host}/app:v1`, `${registry.host}/copy:v1`);
    const pushed = await store.images.registries.push(`${registry.host}/copy:v1`, {}, () => {}, signal);
    expect(pushed.digest).toBe(image.manifest.digest);
    expect(registry.manifest('copy', 'v1')?.mediaType).toBe(form.manifestType);
  });

  it("is chosen from Docker's list of manifests", async () => {
    const image = await testImage(layers, {}, DOCKER);
    registry.add('app', 'one', image);
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const list = jsonBlob('application/vnd.docker.distribution.manifest.list.v2+json', {
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
      manifests: [
        { ...descriptor(image.config), platform: { os: 'windows', architecture } },
        { ...descriptor(image.manifest), platform: { os: 'linux', architecture } },
      ],
    });
    registry.addManifest('app', 'all', list);
    expect((await pull('app:all')).id).toBe(image.config.digest);
  });
});
