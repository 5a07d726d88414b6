import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { SmallRegistry } from '../image/support/small-registry.js';
import { testImage } from '../image/support/test-image.js';
import { psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';
import { SmallDisk } from '../support/small-disk.js';

const MIB = 1024 * 1024;
const HELLO = 'services: {web: {image: tscompose/hello, command: [serve]}}';

/** Random, so that no compression makes it fit. */
const largeImage = (bytes: number) => testImage([[{ name: 'large', content: randomBytes(bytes) }]]);

/** One of its services writes more than the disk takes. */
const WRITER = `
name: demo
services:
  web: {image: tscompose/hello, command: [serve]}
  writer: {image: tscompose/hello, command: [write-lines, "300000", "100"]}
`;

it('says that the disk is full during a pull, and leaves room for what fits', async () => {
  await using disk = await SmallDisk.mount('16m');
  await using sandbox = await Sandbox.create(disk.path);
  const registry = await SmallRegistry.start();
  registry.add('large', '1', await largeImage(24 * MIB));
  await sandbox.stack(`services: {web: {image: "${registry.host}/large:1"}}`);
  const { code, stderr } = await sandbox.run(['up', '-d']);
  await registry.stop();
  expect(code).toBe(1);
  expect(stderr).toMatch(/no space left on the disk/i);
  expect(stderr).toMatch(/hint: .*space/);
  await sandbox.stack(HELLO);
  await sandbox.ok(['up', '-d']);
  expect(await disk.used()).toBeLessThan(8 * MIB);
});

it('says that the disk is full while it unpacks an image that it loads', async () => {
  await using disk = await SmallDisk.mount('16m');
  await using sandbox = await Sandbox.create(disk.path);
  // It compresses well: the archive fits, the layer doesn't.
  const image = await testImage([[{ name: 'large', content: Buffer.alloc(24 * MIB, 'x') }]]);
  const layout = pack();
  layout.entry({ name: 'oci-layout' }, '{"imageLayoutVersion":"1.0.0"}');
  const { mediaType, digest, size } = image.manifest;
  const manifest = {
    mediaType,
    digest,
    size,
    annotations: { 'org.opencontainers.image.ref.name': 'large:1' },
  };
  layout.entry({ name: 'index.json' }, JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  for (const part of [image.manifest, image.config, ...image.layers]) {
    layout.entry({ name: `blobs/${part.digest.replace(':', '/')}` }, part.content);
  }
  layout.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of layout) chunks.push(chunk as Uint8Array);
  const archive = await sandbox.write('large.tar', '');
  await writeFile(archive, Buffer.concat(chunks));
  const { code, stderr } = await sandbox.run(['load', '-i', archive]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/no space left on the disk/i);
  await sandbox.stack(HELLO);
  await sandbox.ok(['up', '-d']);
  expect(await disk.used()).toBeLessThan(8 * MIB);
});

it('lets a container go on whose log fills the disk, tells its exit code, and downs it', async () => {
  await using disk = await SmallDisk.mount('16m');
  await using sandbox = await Sandbox.create(disk.path);
  await sandbox.stack(WRITER);
  await sandbox.ok(['up', '-d']);
  await eventually('the writer comes to its end', async () => {
    const row = await psRow(sandbox, 'writer');
    return row?.State === 'exited';
  });
  expect(await disk.used()).toBeGreaterThan(15 * MIB);
  expect(await psRow(sandbox, 'writer')).toMatchObject({ ExitCode: 0 });
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'running' });
  const { stdout } = await sandbox.ok(['logs', '--no-log-prefix', 'writer']);
  expect(stdout).toMatch(/^1 \.+\n2 \.+\n/);
  await sandbox.ok(['exec', '-T', 'web', '/hello', 'get', 'http://web/']);
  await sandbox.ok(['down', '-v', '-t', '0']);
  expect(await disk.used()).toBeLessThan(8 * MIB);
});

it('takes over with a full disk when the engine is killed', async () => {
  await using disk = await SmallDisk.mount('16m');
  await using sandbox = await Sandbox.create(disk.path);
  await sandbox.stack(WRITER);
  await sandbox.ok(['up', '-d']);
  await eventually(
    'the writer comes to its end',
    async () => (await psRow(sandbox, 'writer'))?.State === 'exited',
  );
  await killEngine(sandbox);
  const before = await running(sandbox, 'demo-web-1');
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'running' });
  expect(await running(sandbox, 'demo-web-1')).toEqual(before);
  await sandbox.ok(['down', '-v', '-t', '0']);
});
