import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadAddon } from '../../../src/native/load-addon.js';
import type { StartMessage } from '../../../src/wire/messages.js';
import { Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

/** Waits until `holds`; the test's own time limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(10);
}

/** An engine command that leaves a line in a file each time it is started. */
function engine(name: string): { readonly starts: () => number; readonly overrides: Partial<StartMessage> } {
  const path = join(sandbox.directory, name);
  return {
    starts: () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0),
    overrides: {
      engineArg: ['/bin/sh', '-c', 'echo $NAME >> $OUT'],
      engineEnv: [`OUT=${path}`, 'NAME=engine'],
    },
  };
}

test('answers a new engine with its state, and tells every engine of the exit', async () => {
  const container = await sandbox.start('sleep 1000');
  const second = await container.connect();
  second.send({ type: 'Hello', version: 1 });
  const state = await second.expect('State');
  expect(state.pid).toBe(container.pid);
  second.send({ type: 'Kill', signal: 9 });
  await second.expect('Ok');
  expect(await second.expect('Exited')).toMatchObject({
    exitCode: 137,
    signal: 9,
    startedAt: state.startedAt,
  });
  const { record } = await container.finished();
  expect(record).toMatchObject({ exitCode: 137, signal: 9, startedAt: state.startedAt });
});

test('starts an engine when the last one has gone without a word, again until one says hello', async () => {
  const { starts, overrides } = engine('lost');
  const container = await sandbox.start('sleep 1000', overrides);
  container.monitor.control.close();
  await until(() => starts() === 2);
  const next = await container.connect();
  next.send({ type: 'Hello', version: 1 });
  await next.expect('State');
  next.send({ type: 'Kill', signal: 15 });
  next.send({ type: 'Kill', signal: 9 });
  await next.expect('Ok');
  await next.expect('Ok');
  await next.expect('Exited');
  await container.monitor.ended();
  expect(starts()).toBe(2);
});

test('starts none while the engine has left on purpose, but one for the exit', async () => {
  const { starts, overrides } = engine('bye');
  const container = await sandbox.start('mkfifo /tmp/go; read x < /tmp/go', overrides);
  container.monitor.control.send({ type: 'Bye' });
  container.monitor.control.close();
  const session = await container.exec([
    'sh',
    '-c',
    'until [ -p /tmp/go ]; do sleep 0.01; done; echo > /tmp/go',
  ]);
  session.stdout.resume();
  session.stderr.resume();
  await container.monitor.ended();
  expect(container.record().exitCode).toBe(0);
  await until(() => starts() === 1);
});

test('takes its container along when it is killed', async () => {
  const container = await sandbox.start('sleep 1000 & sleep 1000');
  process.kill(container.monitor.pid, 'SIGKILL');
  await container.monitor.ended();
  await until(() => !existsSync(`/proc/${container.pid}`));
  expect(container.hasRecord()).toBe(false);
  const lock = loadAddon().tryLock(container.message.lockPath);
  expect(lock).toBeTypeOf('number');
  loadAddon().closeFd(lock ?? -1);
});

test('survives the signals that end a session', async () => {
  const container = await sandbox.start('sleep 1000');
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.kill(container.monitor.pid, signal);
  const next = await container.connect();
  next.send({ type: 'Hello', version: 1 });
  await next.expect('State');
  next.send({ type: 'Kill', signal: 9 });
  await next.expect('Ok');
  await next.expect('Exited');
});

test('holds its lock and the socket while it runs, and gives up both before it tells of the exit', async () => {
  const container = await sandbox.start('sleep 1000');
  const { lockPath, socketPath } = container.message;
  expect(loadAddon().tryLock(lockPath)).toBeUndefined();
  container.kill(9);
  await container.monitor.control.expect('Ok');
  await container.monitor.control.expect('Exited');
  expect(existsSync(socketPath)).toBe(false);
  const lock = loadAddon().tryLock(lockPath);
  expect(lock).toBeTypeOf('number');
  loadAddon().closeFd(lock ?? -1);
});
