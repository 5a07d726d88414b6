import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type Running, Sandbox } from './support/sandbox.js';

const SIGKILL = 9;

/** Sleeps in every way there is to get away from a parent: child, orphan, and orphan in a session of its own. */
const FORKS = 'sleep 7001 & (sleep 7002 &) ; (setsid sleep 7003 &) ; sleep 7004';

let sandbox: Sandbox;
let container: Running;
beforeAll(async () => {
  sandbox = await Sandbox.create();
  container = await sandbox.start('sleep 1000');
});
afterAll(() => sandbox.dispose());

async function sleepers(): Promise<readonly string[]> {
  const session = await container.exec(['ps', '-o', 'args']);
  let text = '';
  for await (const chunk of session.stdout) text += String(chunk);
  return [...text.matchAll(/^sleep (7\d+)$/gm)].map(([, seconds]) => String(seconds)).sort();
}

async function fourSleepers() {
  const session = await container.exec(['sh', '-c', FORKS], { tracked: true });
  session.stdout.resume();
  session.stderr.resume();
  await eventually('all of them sleep', async () => (await sleepers()).length === 4);
  return session;
}

test('a kill of a tracked command reaches all that it forked, wherever that went', async () => {
  const session = await fourSleepers();
  session.kill(SIGKILL);
  expect((await session.result).exitCode).toBe(137);
  expect(await sleepers()).toEqual([]);
});

test('a tracked command ends with its client, and all that it forked', async () => {
  const session = await fourSleepers();
  session.close();
  await eventually('nothing sleeps any more', async () => (await sleepers()).length === 0);
});

test('what a tracked command leaves behind when it ends by itself goes on', async () => {
  const session = await container.exec(['sh', '-c', '(setsid sleep 7005 >/dev/null 2>&1 &)'], {
    tracked: true,
  });
  session.stdout.resume();
  session.stderr.resume();
  expect((await session.result).exitCode).toBe(0);
  // It may not have executed yet when its shell's end is told.
  await eventually('it sleeps on', async () => (await sleepers()).join() === '7005');
});
