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
