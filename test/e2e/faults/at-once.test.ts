import { expect, it } from 'vitest';
import { ps } from '../support/containers.js';
import { Sandbox } from '../support/sandbox.js';

const STACK = `
services:
  web: {image: tscompose/hello, command: [serve], volumes: [data:/data]}
  job: {image: tscompose/hello, command: [sleep], depends_on: [web]}
  slow:
    image: tscompose/hello
    command: [sleep]
    depends_on: {job: {condition: service_started}}
volumes: {data: {}}
`;

/** Nothing waits for it: its health check never succeeds. */
const NEVER_READY = `
services:
  sick:
    image: tscompose/hello
    command: [sleep]
    healthcheck: {test: [CMD, /hello, exit, "1"], interval: 1s, retries: 1000, start_period: 1h}
  after:
    image: tscompose/hello
    command: [sleep]
    depends_on: {sick: {condition: service_healthy}}
`;

it('lets two ups of one stack at the same time make one set of containers', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  // No engine runs yet: both start one, too.
  const results = await Promise.all([sandbox.run(['up', '-d']), sandbox.run(['up', '-d'])]);
  expect(results.map(({ code, stderr }) => ({ code, stderr: code === 0 ? '' : stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  const rows = await ps(sandbox);
  expect(rows.map(({ Service, State }) => [Service, State])).toEqual([
    ['job', 'running'],
    ['slow', 'running'],
    ['web', 'running'],
  ]);
});

it('lets five ups and downs of different stacks at the same time come to their ends', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  const names = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all(names.map((name) => sandbox.ok(['-p', name, 'up', '-d'])));
  for (const name of names) expect(await ps(sandbox, '-p', name)).toHaveLength(3);
  await Promise.all(names.map((name) => sandbox.ok(['-p', name, 'down', '-v', '-t', '0'])));
  for (const name of names) expect(await ps(sandbox, '-p', name)).toEqual([]);
});

it('interrupts an up by a down, which leaves nothing', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(NEVER_READY);
  const up = sandbox.start(['-p', 'one', 'up', '-d']);
  await up.until(/Container one-sick-1 {2}Waiting/);
  await sandbox.ok(['-p', 'one', 'down', '-t', '0']);
  const { code, stderr } = await up.ended;
  expect(code).not.toBe(0);
  expect(stderr).toContain('up of one was interrupted by down');
  expect(await ps(sandbox, '-p', 'one')).toEqual([]);
});

it('downs at any moment of an up', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  const moments = [
    /Network \S+ {2}Creating/,
    /Container \S+ {2}Creating/,
    /Container \S+ {2}Starting/,
    /Started/,
  ];
  for (const moment of moments) {
    const up = sandbox.start(['-p', 'one', 'up', '-d']);
    await up.until(moment);
    await sandbox.ok(['-p', 'one', 'down', '-v', '-t', '0']);
    await up.ended;
    expect(await ps(sandbox, '-p', 'one')).toEqual([]);
  }
});
