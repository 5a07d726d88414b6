import { expect, it } from 'vitest';
import { SmallRegistry } from '../image/support/small-registry.js';
import { testImage } from '../image/support/test-image.js';
import { ps } from '../support/containers.js';
import { killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';
import { SmallDisk } from '../support/small-disk.js';

/** Bytes are plenty: what runs out is the number of files. */
const SIZE = '64m';
const STACK = `
name: demo
services:
  web: {image: tscompose/hello, command: [serve], volumes: [/data]}
`;

it('says so when no file fits any more during up, leaves what runs alone and room for what fits', async () => {
  await using disk = await SmallDisk.mount(SIZE, 150);
  await using sandbox = await Sandbox.create(disk.path);
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const free = await disk.freeInodes();
  const { code, stderr } = await sandbox.run(['up', '-d', '--scale', 'web=30']);
  expect(code).toBe(1);
  expect(
    stderr
      .split('\n')
      .filter((line) => !line.startsWith(' Container'))
      .join('\n'),
  ).toMatch(/no space left on the disk/);
  expect(stderr).toMatch(/hint: .*df -i/);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'get', 'http://web/'])).stdout).toContain('Hello');
  await killEngine(sandbox);
  const rows = await ps(sandbox);
  expect(rows.filter(({ State }) => State === 'running').length).toBeGreaterThanOrEqual(1);
  await sandbox.ok(['up', '-d', '--scale', 'web=1', '-t', '0']);
  expect((await ps(sandbox)).map(({ Name, State }) => `${Name} ${State}`)).toEqual(['demo-web-1 running']);
  expect(await disk.freeInodes()).toBeGreaterThanOrEqual(free - 2);
  await sandbox.ok(['down', '-v', '-t', '0']);
});

it('gives back at once what a container took that could not be made', async () => {
  await using disk = await SmallDisk.mount(SIZE, 90);
  await using sandbox = await Sandbox.create(disk.path);
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '--no-start']);
  const free = await disk.freeInodes();
  expect((await sandbox.run(['up', '--no-start', '--scale', 'web=30'])).code).toBe(1);
  await sandbox.ok(['up', '--no-start', '--scale', 'web=1']);
  expect(await disk.freeInodes()).toBeGreaterThanOrEqual(free - 2);
});

it('says so when no file fits any more during a pull, and leaves nothing of it', async () => {
  await using disk = await SmallDisk.mount(SIZE, 150);
  await using sandbox = await Sandbox.create(disk.path);
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const free = await disk.freeInodes();
  const registry = await SmallRegistry.start();
  const files = Array.from({ length: 200 }, (_, index) => ({
    name: `file-${index}`,
    content: Buffer.from('x'),
  }));
  registry.add('many', '1', await testImage([files]));
  const { code, stderr } = await sandbox.run(['image', 'pull', `${registry.host}/many:1`]);
  await registry.stop();
  expect(code).toBe(1);
  expect(stderr).toMatch(/no space left on the disk/i);
  expect(await disk.freeInodes()).toBeGreaterThanOrEqual(free - 5);
});
