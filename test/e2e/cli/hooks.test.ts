import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

/** A service whose hooks run `started` and `stopping`, given as lists in YAML. */
function stack(started: string, stopping: string): string {
  return `
name: hooks
services:
  web:
    image: tscompose/hello
    command: [sleep]
    environment: {FROM: service}
    post_start: [${started}]
    pre_stop: [${stopping}]
  late: {image: tscompose/hello, command: [sleep], depends_on: [web]}
`;
}

const running = async () => (await sandbox.ok(['ps', '--services'])).stdout.trim().split('\n').sort();

test('commands run after the start and before the stop, with user, directory and environment of their own', async () => {
  const note = '{command: [/hello, env], user: nobody, working_dir: /etc, environment: {MINE: hook}}';
  await sandbox.stack(stack(`${note}, {command: [/hello, exit, "0"]}`, '{command: [/hello, exit, "0"]}'));
  await sandbox.ok(['up', '-d']);
  expect(await running()).toEqual(['late', 'web']);
  await sandbox.ok(['restart', '-t', '0', 'web']);
  await sandbox.ok(['down', '-t', '0']);
});

test('one that fails after the start fails the start, with what it said, and what depends on it does not start', async () => {
  await sandbox.stack(
    stack('{command: [/hello, exit, "3"]}, {command: [/nosuch]}', '{command: [/hello, exit, "0"]}'),
  );
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain('web hook exited with status 3');
  expect(await running()).toEqual(['web']);
  await sandbox.ok(['down', '-t', '0']);
});

test('one that fails before the stop keeps the container running, as with Docker Compose', async () => {
  await sandbox.stack(stack('{command: [/hello, exit, "0"]}', '{command: [/hello, exit, "4"]}'));
  await sandbox.ok(['up', '-d']);
  const { code, stderr } = await sandbox.run(['stop', '-t', '0', 'web']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('web hook exited with status 4')]);
  expect(await running()).toEqual(['late', 'web']);
  await sandbox.ok(['kill']);
  await sandbox.ok(['down', '-t', '0']);
});

test('pre_start runs before the container starts, with its volumes and networks, and once only', async () => {
  const hooked = (code: string) => `
name: hooks
services:
  db: {image: tscompose/hello, command: [serve]}
  web:
    image: tscompose/hello
    command: [sleep]
    depends_on: [db]
    environment: {FROM: service}
    volumes: [data:/data, /own]
    secrets: [key]
    pre_start:
      - {command: [write, /data/made, by-hook]}
      - {command: [write, /own/made, by-hook], user: root}
      - {command: [get, "http://db/"]}
      - {command: [cat, /run/secrets/key]}
      - {command: [exit, "${code}"], image: tscompose/hello}
secrets: {key: {environment: KEY}}
volumes: {data: }
`;
  const env = { env: { KEY: 'secret-key' } };
  await sandbox.stack(hooked('4'));
  const failed = await sandbox.run(['up', '-d'], env);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('service "web" pre_start[4] exited with code 4');
  expect(failed.stderr).toMatch(/compose\.yaml:\d+:9: /);
  expect(await running()).toEqual(['db']);
  expect((await sandbox.ok(['container', 'ls', '-aq', '--no-trunc'])).stdout.trim().split('\n')).toHaveLength(
    2,
  );

  await sandbox.stack(hooked('0'));
  await sandbox.ok(['up', '-d'], env);
  for (const path of ['/data/made', '/own/made']) {
    expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'cat', path])).stdout).toContain('by-hook');
  }
  await sandbox.ok(['exec', '-T', 'web', '/hello', 'write', '/data/made', 'by-web']);
  await sandbox.ok(['stop', '-t', '0', 'web']);
  await sandbox.ok(['up', '-d'], env);
  await sandbox.ok(['restart', '-t', '0', 'web']);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'cat', '/data/made'])).stdout).toContain('by-web');
  await sandbox.ok(['up', '-d', '--force-recreate', '-t', '0'], env);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'cat', '/data/made'])).stdout).toContain(
    'by-hook',
  );
  await sandbox.ok(['down', '-t', '0', '-v']);
});
