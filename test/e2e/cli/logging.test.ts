import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

async function logFiles(container: string): Promise<readonly string[]> {
  const { stdout } = await sandbox.ok(['ps', '-aq', container]);
  const names = await readdir(join(sandbox.root, 'containers', stdout.trim()));
  return names.filter((name) => name.startsWith('log')).sort();
}

/** Numbers at the beginning of lines. */
const numbers = (text: string) => [...text.matchAll(/^(\d+) \.*$/gm)].map((match) => Number(match[1]));
const sequence = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('following loses and doubles nothing while files are rotated and compressed; afterwards what is kept is there', async () => {
  await sandbox.stack(`
name: rotated
services:
  writer:
    image: tscompose/hello
    command: [write-lines, "--every", "1", "3000", "12"]
    logging: {driver: json-file, options: {max-size: 20k, max-file: "4", compress: "true"}}
`);
  const followed = sandbox.run(['up', '--no-log-prefix']);
  const { stdout } = await followed;
  expect(numbers(stdout)).toEqual(sequence(1, 3001));
  await eventually('all but the current file are compressed', async () =>
    (await logFiles('writer')).every((name) => name.endsWith('.gz') || name === 'log.json'),
  );
  expect((await logFiles('writer')).length).toBe(4);
  const kept = numbers((await sandbox.ok(['logs', '--no-log-prefix', 'writer'])).stdout);
  expect(kept.length).toBeGreaterThan(400);
  expect(kept).toEqual(sequence(3001 - kept.length, 3001));
  const tail = (await sandbox.ok(['logs', '--no-log-prefix', '-n', '300', 'writer'])).stdout;
  expect(numbers(tail)).toEqual(sequence(2701, 3001));
  await sandbox.ok(['down']);
});

test('times choose what is shown, to the nanosecond; both streams of a container apart', async () => {
  await sandbox.stack(`
name: times
services:
  out: {image: tscompose/hello, command: [write-lines, "5", "12"]}
  err: {image: tscompose/hello, command: [write-lines, --stderr, "2", "12"]}
  late: {image: tscompose/hello, command: [write-lines, "1", "40000"], depends_on: {out: {condition: service_completed_successfully}}}
  quiet: {image: tscompose/hello, command: [write-lines, "3", "12"], logging: {driver: none}}
`);
  await sandbox.ok(['up']);
  const stamped = (await sandbox.ok(['container', 'logs', '-t', 'times-out-1'])).stdout.trim().split('\n');
  expect(stamped).toHaveLength(5);
  expect(stamped[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z 1 \.+$/);
  const [time = ''] = (stamped[0] ?? '').split(' ');
  const count = async (...args: string[]) =>
    (await sandbox.ok(['logs', '--no-log-prefix', ...args])).stdout.split('\n').length - 1;
  expect(await count('--since', time, 'out')).toBe(5);
  expect(await count('--until', time, 'out')).toBe(5);
  expect(await count('--since', '1h', '--until', '0s', 'out', 'err')).toBe(7);
  expect(await count('--until', '1h', 'out')).toBe(0);
  expect(await count('--since', '2999-01-01', 'out')).toBe(0);
  expect(await count('-f', '--until', '0s', 'out')).toBe(5);

  const apart = await sandbox.ok(['container', 'logs', '--details', 'times-err-1']);
  expect([apart.stdout, apart.stderr]).toEqual(['', ' 1 .........\n 2 .........\n']);
  const long = await sandbox.ok(['container', 'logs', 'times-late-1']);
  expect(long.stdout).toBe(`1 ${'.'.repeat(39_997)}\n`);

  const none = await sandbox.run(['container', 'logs', 'times-quiet-1']);
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining('configured logging driver does not support reading'),
  ]);
  expect((await sandbox.run(['logs', '--since', 'soon'])).stderr).toContain('invalid time "soon"');
  await sandbox.ok(['down']);
});

test('a log option that there is not is refused at its line', async () => {
  await sandbox.stack(`
name: wrong
services:
  web:
    image: tscompose/hello
    logging: {driver: json-file, options: {max-sise: 1m}}
`);
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/compose\.yaml:6:\d+.*unknown log opt "max-sise" for json-file log driver/);
});

test('init: true has a first process of ours below which the program runs', async () => {
  await sandbox.stack(`
name: init
services:
  web: {image: tscompose/hello, command: [exit, "9"], init: true}
`);
  expect((await sandbox.run(['up', '--exit-code-from', 'web'])).code).toBe(9);
  await sandbox.ok(['down']);
});
