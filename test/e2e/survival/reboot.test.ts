import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectEngine } from '../../../src/api/connect.js';
import { exitOnDisk } from '../engine/exit-on-disk.js';
import { psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { reboot } from '../support/reboot.js';
import { Sandbox } from '../support/sandbox.js';

/** As Ctrl-C of an attached `up` does it. */
async function stop(sandbox: Sandbox, ...services: readonly string[]): Promise<void> {
  const engine = await connectEngine({ root: sandbox.root, start: false });
  const events = engine.stop('demo', { services, timeoutMs: 0 }, new AbortController().signal);
  for await (const event of events) expect(event.type).not.toBe('error');
}

async function startedAt(sandbox: Sandbox, service: string): Promise<string> {
  const row = await psRow(sandbox, service);
  const folder = join(sandbox.root, 'containers');
  const id = (await readdir(folder)).find((name) => name.startsWith(row?.ID ?? '-')) ?? '';
  const text = await readFile(join(folder, id, 'state.json'), 'utf8');
  return (JSON.parse(text) as { run: { startedAt: string } }).run.startedAt;
}

it('starts after a reboot what its policy says, in the order of the stack, and runs no job again', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  app: {image: tscompose/hello, command: [serve], restart: always, depends_on: {db: {condition: service_healthy}}, ports: ["127.0.0.1::80"]}
  db:
    image: tscompose/hello
    command: [serve]
    restart: unless-stopped
    volumes: [data:/data]
    healthcheck: {test: [CMD, /hello, get, "http://localhost/"], interval: 1s}
    depends_on: {job: {condition: service_completed_successfully}}
  job: {image: tscompose/hello, command: [echo, once], volumes: [data:/data]}
  retried: {image: tscompose/hello, command: [echo, once], restart: on-failure}
  plain: {image: tscompose/hello, command: [sleep]}
  paused: {image: tscompose/hello, command: [sleep], restart: unless-stopped}
  stubborn: {image: tscompose/hello, command: [sleep], restart: always}
volumes: {data: }
`);
  await sandbox.ok(['up', '-d', '--wait']);
  await sandbox.ok(['exec', '-T', 'db', '/hello', 'write', '/data/kept', 'kept']);
  await stop(sandbox, 'paused', 'stubborn');
  await reboot(sandbox);
  // The engine starts, as its unit would have it.
  await sandbox.ok(['ps']);
  for (const service of ['app', 'db', 'stubborn']) {
    await eventually(
      `${service} runs again`,
      async () => (await psRow(sandbox, service))?.State === 'running',
    );
  }
  expect((await startedAt(sandbox, 'app')) > (await startedAt(sandbox, 'db'))).toBe(true);
  expect((await sandbox.ok(['exec', '-T', 'app', '/hello', 'get', 'http://db/'])).stdout).toContain('Hello');
  expect((await sandbox.ok(['exec', '-T', 'db', '/hello', 'cat', '/data/kept'])).stdout).toContain('kept');
  expect((await sandbox.ok(['logs', '--no-log-prefix', 'job', 'retried'])).stdout).toBe('once\nonce\n');
  expect(await psRow(sandbox, 'paused')).toMatchObject({ State: 'exited' });
  expect(await psRow(sandbox, 'plain')).toMatchObject({ State: 'exited' });
  expect(await exitOnDisk(sandbox.root, 'demo-plain-1')).toMatchObject({
    exitCode: 'unknown',
    error: 'the machine was restarted',
  });
  await sandbox.ok(['up', '-d', '--wait']);
  expect((await sandbox.ok(['logs', '--no-log-prefix', 'job'])).stdout).toBe('once\n');
});

it('goes on with what a reboot began when the engine is killed in the middle of it', async () => {
  await using sandbox = await Sandbox.create();
  const names = ['a', 'b', 'c', 'd'];
  await sandbox.stack(
    `name: demo\nservices:\n${names.map((name) => `  ${name}: {image: tscompose/hello, command: [sleep], restart: always}\n`).join('')}`,
  );
  await sandbox.ok(['up', '-d']);
  await stop(sandbox, 'd');
  await reboot(sandbox);
  await sandbox.ok(['ps']);
  process.kill((await sandbox.enginePid()) ?? 0, 'SIGKILL');
  await sandbox.ok(['ps']);
  for (const name of names) await running(sandbox, `demo-${name}-1`);
});

it('leaves what was stopped by hand when only the engine starts anew', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(
    'name: demo\nservices:\n  a: {image: tscompose/hello, command: [sleep], restart: always}\n  b: {image: tscompose/hello, command: [sleep], restart: always}\n',
  );
  await sandbox.ok(['up', '-d']);
  await stop(sandbox, 'a');
  await sandbox.ok(['engine', 'stop']);
  expect(await psRow(sandbox, 'b')).toMatchObject({ State: 'running' });
  expect(await psRow(sandbox, 'a')).toMatchObject({ State: 'exited' });
});
