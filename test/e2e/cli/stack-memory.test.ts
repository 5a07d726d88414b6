import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await Sandbox.create();
});
afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const stack = (text: string) =>
  sandbox.stack(`services: {web: {image: tscompose/hello, command: [serve, --text, ${text}]}}`);

it('up remembers what it read, for root alone, sees every change, and forgets with the engine', async () => {
  const memory = join(sandbox.root, 'run/resolved');
  await stack('one');
  await sandbox.ok(['up', '-d']);
  await sandbox.ok(['up', '-d']);
  expect((await stat(memory)).mode & 0o777).toBe(0o700);
  const files = await readdir(memory);
  expect(files).toHaveLength(1);
  expect(await readFile(join(memory, files[0] ?? ''), 'utf8')).toContain('"one"');

  expect((await sandbox.ok(['up', '-d'])).stderr).toContain('Running');
  await sandbox.ok(['stop']);
  expect(await readdir(memory)).toEqual(files);
  await sandbox.ok(['up', '-d']);
  await stack('two');
  expect((await sandbox.ok(['up', '-d'])).stderr).toContain('Recreated');
  await stack('[');
  const broken = await sandbox.run(['up', '-d']);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/:1:\d+: /);

  await stack('two');
  await sandbox.ok(['down']);
  await sandbox.ok(['engine', 'stop']);
  expect(existsSync(memory)).toBe(false);
});

it('an error that names a part of a remembered stack has its place', async () => {
  await sandbox.stack(
    'services:\n  web:\n    image: tscompose/hello\n    volumes:\n      - {type: bind, source: /nowhere/at/all, target: /x}\n',
  );
  const place = /:5:\d+: .*\/nowhere\/at\/all/;
  for (let i = 0; i < 3; i += 1) {
    const { code, stderr } = await sandbox.run(['up', '-d']);
    expect(code).toBe(1);
    expect(stderr).toMatch(place);
  }
});
