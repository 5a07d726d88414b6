import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { isAlive, ps, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { enginePid, killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

const run = promisify(execFile);

const STACK = `
name: demo
services:
  web: {image: tscompose/hello, command: [serve], restart: always, ports: ["127.0.0.1::80"]}
  client: {image: tscompose/hello, command: [sleep], volumes: [/data]}
`;

async function started(): Promise<Sandbox> {
  const sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  return sandbox;
}

/** Takes all that is mounted below a directory off, and then its content. */
async function wipe(directory: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const path of mounts.filter((one) => one.startsWith(`${directory}/`)))
    await run('umount', ['-l', path]);
  for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true });
}

/** `up` makes of it what was asked for, each container once, and they reach each other. */
async function comesUp(sandbox: Sandbox): Promise<void> {
  await sandbox.ok(['up', '-d']);
  expect((await ps(sandbox)).map(({ Service, State }) => `${Service} ${State}`).sort()).toEqual([
    'client running',
    'web running',
  ]);
  expect((await sandbox.ok(['exec', '-T', 'client', '/hello', 'get', 'http://web/'])).stdout).toContain(
    'Hello',
  );
}

it('ends what cannot be reached any more, and goes on, when the runtime directory is wiped', async () => {
  await using sandbox = await started();
  const before = [await running(sandbox, 'demo-web-1'), await running(sandbox, 'demo-client-1')];
  const pid = await enginePid(sandbox);
  await wipe(join(sandbox.root, 'run'));
  await eventually('the engine that nobody finds ends', async () => !(await isAlive(pid)));
  await eventually('web is restarted', async () =>
    (await ps(sandbox)).some(({ Service, State }) => Service === 'web' && State === 'running'),
  );
  expect((await ps(sandbox)).find(({ Service }) => Service === 'client')?.Status).toContain('unknown');
  for (const { init, monitor } of before) {
    expect({ init: await isAlive(init), monitor: await isAlive(monitor) }).toEqual({
      init: false,
      monitor: false,
    });
  }
  await comesUp(sandbox);
});

it('lets containers go on when the runtime directory loses the socket of the engine only', async () => {
  await using sandbox = await started();
  const before = [await running(sandbox, 'demo-web-1'), await running(sandbox, 'demo-client-1')];
  const pid = await enginePid(sandbox);
  await rm(join(sandbox.root, 'run/engine.sock'));
  await eventually('the engine that nobody finds ends', async () => !(await isAlive(pid)));
  await comesUp(sandbox);
  expect([await running(sandbox, 'demo-web-1'), await running(sandbox, 'demo-client-1')]).toEqual(before);
});

it('ends what has lost the socket of its monitor when the next engine comes', async () => {
  await using sandbox = await started();
  const { init } = await running(sandbox, 'demo-web-1');
  await wipe(join(sandbox.root, 'run/monitors'));
  const { code, stderr } = await sandbox.run(['exec', '-T', 'client', '/hello', 'echo', 'x']);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('monitor') });
  await sandbox.ok(['restart', '-t', '0', 'client']);
  await sandbox.ok(['exec', '-T', 'client', '/hello', 'echo', 'x']);
  await killEngine(sandbox);
  await comesUp(sandbox);
  expect(await isAlive(init)).toBe(false);
});

it('ends a container whose monitor stands still, for the next engine not to wait for it', async () => {
  await using sandbox = await started();
  const { monitor, init } = await running(sandbox, 'demo-client-1');
  process.kill(monitor, 'SIGSTOP');
  await killEngine(sandbox);
  await comesUp(sandbox);
  expect({ init: await isAlive(init), monitor: await isAlive(monitor) }).toEqual({
    init: false,
    monitor: false,
  });
});
