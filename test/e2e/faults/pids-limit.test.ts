import { expect, it } from 'vitest';
import { cgroupFile } from '../support/cgroup-file.js';
import { psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';

it('lets a container have as many processes as it says, in either place', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  few: {image: tscompose/hello, command: [fork, "100"], pids_limit: 8}
  many: {image: tscompose/hello, command: [fork, "20"], deploy: {resources: {limits: {pids: 40}}}}
  free: {image: tscompose/hello, command: [fork, "20"], pids_limit: -1}
`);
  await sandbox.ok(['up', '-d']);
  const { stdout } = await sandbox.ok(['logs', '--no-log-prefix', '-f', 'few']);
  expect(stdout).toBe('7 processes, then: Resource temporarily unavailable\n');
  expect(await psRow(sandbox, 'few')).toMatchObject({ State: 'exited', ExitCode: 1 });
  for (const service of ['many', 'free']) {
    await eventually(`${service} has its processes`, async () =>
      (await sandbox.ok(['logs', service])).stdout.includes('20 processes\n'),
    );
  }
  expect(cgroupFile((await running(sandbox, 'demo-many-1')).init, 'pids.max')).toBe('40');
});

it('contains a fork bomb: others go on, it can be looked into, and down ends it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  web: {image: tscompose/hello, command: [serve]}
  bomb: {image: tscompose/hello, command: [fork, --bomb], pids_limit: 32}
`);
  await sandbox.ok(['up', '-d']);
  const { init } = await running(sandbox, 'demo-bomb-1');
  await eventually('it has all it may have', async () => cgroupFile(init, 'pids.current') === '32');
  expect((await sandbox.ok(['exec', '-T', 'bomb', '/hello', 'echo', 'inside'])).stdout).toBe('inside\n');
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'get', 'http://web/'])).stdout).toContain('Hello');
  await sandbox.ok(['down', '-t', '0']);
});

it('recreates a container whose limit has changed', async () => {
  await using sandbox = await Sandbox.create();
  const stack = (limit: number) =>
    `{name: demo, services: {a: {image: tscompose/hello, pids_limit: ${limit}}}}`;
  await sandbox.stack(stack(10));
  await sandbox.ok(['up', '-d']);
  await sandbox.stack(stack(11));
  expect((await sandbox.ok(['up', '-d'])).stderr).toContain('Recreated');
  expect(cgroupFile((await running(sandbox, 'demo-a-1')).init, 'pids.max')).toBe('11');
});
