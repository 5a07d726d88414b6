import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';
import { SmallRegistry } from './support/small-registry.js';
import { testImage } from './support/test-image.js';

let registry: SmallRegistry;
beforeEach(async () => {
  registry = await SmallRegistry.start();
});
afterEach(() => registry.stop());

const image = (text: string) => testImage([[{ name: 'file', content: text }]], { Cmd: ['/x'] });

it('a locked stack gets the same image whatever its tag means since, until the lock is updated', async () => {
  const [first, second] = [await image('first'), await image('second')];
  registry.add('app', 'v1', first);
  await using sandbox = await Sandbox.create();
  const stack = (tag: string) => sandbox.stack(`services: {web: {image: "${registry.host}/app:${tag}"}}\n`);
  await stack('v1');
  expect(await sandbox.run(['pull', '--locked'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('stack.lock'),
  });
  await sandbox.ok(['lock']);
  expect(await readFile(join(sandbox.project, 'stack.lock'), 'utf8')).toContain(first.manifest.digest);
  registry.add('app', 'v1', second);
  await sandbox.ok(['up', '--locked', '--no-start']);
  const used = async () => {
    const { stdout } = await sandbox.ok(['container', 'inspect', '-f', '{{.Image}}', 'project-web-1']);
    return stdout.trim();
  };
  expect(await used()).toBe(first.config.digest);
  await sandbox.ok(['up', '--no-lock', '--no-start', '--pull', 'always']);
  expect(await used()).toBe(second.config.digest);
  await sandbox.ok(['up', '--no-start']);
  expect(await used()).toBe(first.config.digest);
  await sandbox.ok(['lock', '--update', 'web']);
  await sandbox.ok(['up', '--locked', '--no-start']);
  expect(await used()).toBe(second.config.digest);
  await stack('v2');
  expect(await sandbox.run(['up', '--locked', '--no-start'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('stack.lock'),
  });
});
