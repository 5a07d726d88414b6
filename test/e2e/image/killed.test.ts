import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { running } from '../support/containers.js';
import { enginePid, kill } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';
import { archive } from './support/layer-archive.js';
import { descriptor, testImage } from './support/test-image.js';

const MIB = 1024 * 1024;
/** Milliseconds after the command has begun. */
const MOMENTS = [20, 60, 120, 250];

/** An OCI archive of an image that takes a moment to come in. */
async function writeImage(sandbox: Sandbox): Promise<{ readonly path: string; readonly id: string }> {
  const layers = [0, 1, 2].map((number) => [{ name: `file-${number}`, content: randomBytes(8 * MIB) }]);
  const image = await testImage(layers, { Cmd: ['/none'] });
  const entry = {
    ...descriptor(image.manifest),
    annotations: { 'io.containerd.image.name': 'docker.io/test/x:1' },
  };
  const bytes = await archive([
    ...[image.manifest, image.config, ...image.layers].map(({ digest, content }) => ({
      name: `blobs/sha256/${digest.slice(7)}`,
      content,
    })),
    { name: 'index.json', content: JSON.stringify({ schemaVersion: 2, manifests: [entry] }) },
  ]);
  const path = join(sandbox.project, 'image.tar');
  await writeFile(path, bytes);
  return { path, id: image.config.digest };
}

/** Runs a command and kills the engine in the midst of it, or at its end where it was faster. */
async function cutShort(sandbox: Sandbox, args: readonly string[], moment: number): Promise<void> {
  await sandbox.run(['image', 'inspect', 'tscompose/hello']);
  const pid = await enginePid(sandbox);
  const command = sandbox.start(args);
  await delay(moment);
  await kill(pid);
  await command.ended;
}

async function imageIds(sandbox: Sandbox): Promise<readonly string[]> {
  const { stdout } = await sandbox.ok(['image', 'ls', '-q', '--no-trunc']);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The store is sound, and everything that isn't an image's goes with a prune. */
async function expectSound(sandbox: Sandbox): Promise<void> {
  await sandbox.ok(['image', 'verify']);
  await sandbox.ok(['image', 'prune', '-a', '-f']);
  const images = join(sandbox.root, 'images');
  for (const folder of ['blobs/sha256', 'layers', 'records', 'references']) {
    expect([folder, await readdir(join(images, folder))]).toEqual([folder, []]);
  }
}

describe('a kill of the engine in the midst of', () => {
  it.each(MOMENTS)('load (%i ms) leaves the image whole or not at all', async (moment) => {
    await using sandbox = await Sandbox.create();
    const { path, id } = await writeImage(sandbox);
    await cutShort(sandbox, ['load', '-i', path], moment);
    const ids = await imageIds(sandbox);
    await sandbox.ok(['image', 'verify']);
    if (ids.includes(id)) await sandbox.ok(['save', '-o', 'out.tar', id]);
    await sandbox.ok(['load', '-i', path]);
    expect(await imageIds(sandbox)).toContain(id);
    await expectSound(sandbox);
  });

  it.each(MOMENTS)('rm (%i ms) leaves the image whole or not at all', async (moment) => {
    await using sandbox = await Sandbox.create();
    const { path, id } = await writeImage(sandbox);
    await sandbox.ok(['load', '-i', path]);
    await cutShort(sandbox, ['rmi', 'test/x:1'], moment);
    const ids = await imageIds(sandbox);
    if (ids.includes(id)) await sandbox.ok(['save', '-o', 'out.tar', id]);
    await expectSound(sandbox);
  });

  it.each(MOMENTS)('prune (%i ms) leaves the image whole or not at all', async (moment) => {
    await using sandbox = await Sandbox.create();
    const { path, id } = await writeImage(sandbox);
    await sandbox.ok(['load', '-i', path]);
    await cutShort(sandbox, ['image', 'prune', '-a', '-f'], moment);
    const ids = await imageIds(sandbox);
    if (ids.includes(id)) await sandbox.ok(['save', '-o', 'out.tar', id]);
    await expectSound(sandbox);
  });

  it.each(MOMENTS)('commit (%i ms) leaves the new image whole or not at all', async (moment) => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(
      'name: demo\nservices: {web: {image: tscompose/hello, volumes: ["v:/v"]}}\nvolumes: {v: {}}\n',
    );
    await sandbox.ok(['up', '-d']);
    const { init } = await running(sandbox, 'demo-web-1');
    for (const name of ['a', 'b', 'c']) await writeFile(`/proc/${init}/root/${name}`, randomBytes(8 * MIB));
    await cutShort(sandbox, ['container', 'commit', 'demo-web-1', 'new:1'], moment);
    const whole = (await imageIds(sandbox)).length > 1;
    if (whole) await sandbox.ok(['save', '-o', 'out.tar', 'new:1']);
    // Frozen processes of a container whose engine died in between go on.
    await sandbox.ok(['exec', '-T', 'web', '/hello', 'echo', 'awake']);
    await sandbox.ok(['container', 'commit', 'demo-web-1', 'new:1']);
    await sandbox.ok(['down', '-v', '-t', '0']);
    await expectSound(sandbox);
  });
});
