import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

test('logs lines of both streams with stream and time', async () => {
  const { log } = await sandbox.run('echo one; echo two >&2; printf three');
  expect(log.map(({ log: text, stream }) => [text, stream])).toEqual(
    expect.arrayContaining([
      ['one\n', 'stdout'],
      ['two\n', 'stderr'],
      ['three', 'stdout'],
    ]),
  );
  for (const { time } of log) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
});

test('escapes as the json-file format does, and replaces what is not UTF-8', async () => {
  const container = await sandbox.start(`printf 'a"b\\\\c\\td<&>\\033\\377é\\342\\200\\250\\n'`);
  await container.finished();
  const raw = readFileSync(container.message.logPath, 'utf8');
  expect(raw).toContain(
    `{"log":"a\\"b\\\\c\\u0009d\\u003c\\u0026\\u003e\\u001b\\ufffdé\\u2028\\n","stream":"stdout","time":"`,
  );
});

test('cuts an endless line into pieces of 16 KiB without a newline', async () => {
  const { log } = await sandbox.run('head -c 40000 /dev/zero | tr "\\0" x; echo');
  expect(log.map(({ log: text }) => text.length)).toEqual([16384, 16384, 7233]);
  expect(log.map(({ log: text }) => text.endsWith('\n'))).toEqual([false, false, true]);
});

test('keeps every line of much output in order', async () => {
  const { log } = await sandbox.run('seq 1 200000');
  expect(log.length).toBe(200_000);
  expect(log.every(({ log: text }, index) => text === `${index + 1}\n`)).toBe(true);
});

test('does not wait for a process that holds the streams open after the first one has ended', async () => {
  const { stdout } = await sandbox.run('(sleep 1000; echo late) & echo done');
  expect(stdout).toBe('done\n');
});

test('loses lines but not the container when the disk is full', async () => {
  const container = await sandbox.start('seq 1 1000; exit 3', { logPath: '/dev/full' });
  await container.monitor.control.expect('Exited');
  expect(container.record().exitCode).toBe(3);
});
