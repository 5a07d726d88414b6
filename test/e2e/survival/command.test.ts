import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAlive, ps, psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';

const SERVE = `
name: demo
services:
  web: {image: tscompose/hello, command: [serve]}
  idle: {image: tscompose/hello, command: [sleep]}
`;

/** `after` waits until the test ends. */
const WAITING = `
name: demo
services:
  sick:
    image: tscompose/hello
    command: [sleep]
    healthcheck: {test: [CMD, /hello, exit, "1"], interval: 1s, retries: 1000, start_period: 1h}
  after: {image: tscompose/hello, command: [sleep], depends_on: {sick: {condition: service_healthy}}}
`;

it('leaves a state that up goes on from when the command is killed during up', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(SERVE);
  for (const moment of [/Network/, /Container \S+ {2}Creating/, /Container \S+ {2}Starting/]) {
    const up = sandbox.start(['up', '-d']);
    await up.until(moment);
    up.child.kill('SIGKILL');
    await once(up.child, 'close');
    await sandbox.ok(['up', '-d']);
    expect((await ps(sandbox)).map(({ Service, State }) => [Service, State])).toEqual([
      ['idle', 'running'],
      ['web', 'running'],
    ]);
    await sandbox.ok(['down', '-t', '0']);
  }
});

it('interrupts an up whose command is killed while it waits', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(WAITING);
  const up = sandbox.start(['up', '-d']);
  await up.until(/sick-1 {2}Waiting/);
  up.child.kill('SIGKILL');
  await once(up.child, 'close');
  // Nobody waits any more, so the next command has its turn at once.
  const { stderr } = await sandbox.ok(['down', '-t', '0']);
  expect(stderr).toContain('Removed');
});

it('leaves containers running when the command is killed that is attached to them', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(SERVE);
  const up = sandbox.start(['up']);
  await up.until(/web-1 +\| serving on port 80/);
  const { init } = await running(sandbox, 'demo-web-1');
  up.child.kill('SIGKILL');
  await once(up.child, 'close');
  expect(await isAlive(init)).toBe(true);
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'running' });
});

it.each(['SIGINT', 'SIGTERM'] as const)('stops the containers gracefully at %s', async (signal) => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(SERVE);
  const up = sandbox.start(['up']);
  await up.until(/web-1 +\| serving on port 80/);
  up.child.kill(signal);
  const { code, stdout } = await up.ended;
  expect(code).toBe(130);
  expect(stdout).toContain('Gracefully Stopping');
  expect(stdout).toMatch(/web-1 +\| stopped/);
  expect(stdout).toContain('web-1 exited with code 0');
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'exited', ExitCode: 0 });
});

it('stops what was started when SIGINT comes while up still waits', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(WAITING);
  const up = sandbox.start(['up']);
  await up.until(/Attaching to after-1, sick-1/);
  up.child.kill('SIGINT');
  expect((await up.ended).code).toBe(130);
  await eventually('nothing runs', async () => (await ps(sandbox)).every(({ State }) => State !== 'running'));
});

it('leaves what it made when SIGINT comes during up -d', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(WAITING);
  const up = sandbox.start(['up', '-d']);
  await up.until(/sick-1 {2}Waiting/);
  up.child.kill('SIGINT');
  expect((await up.ended).code).toBe(130);
  expect(await psRow(sandbox, 'sick')).toMatchObject({ State: 'running' });
});
