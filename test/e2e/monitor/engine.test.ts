import { randomUUID } from 'node:crypto';
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
function engine(
  name: string,
  then = ':',
): {
  readonly starts: () => number;
  /** Process id of the one that was started last. */
  readonly last: () => number;
  readonly overrides: Partial<StartMessage>;
} {
  const path = join(sandbox.directory, name);
  const pids = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
  return {
    starts: () => pids().length,
    last: () => Number(pids().at(-1)),
    overrides: {
      engineArg: ['/bin/sh', '-c', `echo $$ >> $OUT; ${then}`],
      engineEnv: [`OUT=${path}`],
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

/** Containers of one state root: their monitors agree by one lock. */
async function siblings(count: number, overrides: Partial<StartMessage>) {
  const engineLock = join(sandbox.directory, `${randomUUID()}.lock`);
  const started = Array.from({ length: count }, () =>
    sandbox.start('sleep 1000', { ...overrides, engineLock }),
  );
  return { engineLock, containers: await Promise.all(started) };
}

test('starts one engine, however many monitors have lost theirs, and hands the lock down to it', async () => {
  const { starts, last, overrides } = engine('one', 'exec sleep 1000');
  const { engineLock, containers } = await siblings(5, overrides);
  for (const { monitor } of containers) monitor.control.close();
  for (const count of [1, 2]) {
    await until(() => starts() === count && loadAddon().tryLock(engineLock) === undefined);
    expect(readFileSync(engineLock, 'utf8')).toMatch(new RegExp(`^${count} \\d+\\n$`));
    process.kill(last(), 'SIGKILL');
  }
});

test('pauses longer and longer between engines that die at once, all monitors together', async () => {
  const { starts, overrides } = engine('crashing', 'exit 1');
  const { engineLock, containers } = await siblings(5, overrides);
  for (const { monitor } of containers) monitor.control.close();
  await until(() => starts() === 3);
  expect(readFileSync(engineLock, 'utf8')).toMatch(/^3 \d+\n$/);
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
