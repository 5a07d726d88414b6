import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: twice
services:
  web: {image: tscompose/hello, command: [sleep]}
`;

/** A directory beside the project with a stack file. @returns its path */
async function checkout(name: string, text = STACK): Promise<string> {
  const directory = join(dirname(sandbox.project), name);
  await mkdir(directory);
  await writeFile(join(directory, 'compose.yaml'), text);
  return directory;
}

/** Runs a command as if in that directory. */
function inside(directory: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return sandbox.run(['-f', join(directory, 'compose.yaml'), ...args], { env });
}

async function id(): Promise<string> {
  return (await sandbox.ok(['-p', 'twice', 'ps', '-q'])).stdout.trim();
}

test('another checkout of the same name is kept from the containers of the first', async () => {
  const copy = await checkout('copy', STACK.replace('[sleep]', '[serve]'));
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const first = await id();
  for (const args of [['up', '-d'], ['plan'], ['--dry-run', 'up'], ['scale', 'web=2'], ['down', '-t', '0']]) {
    const { code, stderr } = await inside(copy, args);
    expect({ args, code }).toEqual({ args, code: 1 });
    expect(stderr).toMatch(
      new RegExp(`^stack twice was started from ${sandbox.project}, not from ${copy}: .*\nhint: .*--adopt`),
    );
  }
  expect(await id()).toBe(first);

  expect((await inside(copy, ['-p', 'other', 'up', '-d'])).code).toBe(0);
  expect(await id()).toBe(first);

  const adopted = await inside(copy, ['up', '-d', '-t', '0', '--adopt']);
  expect(adopted.code).toBe(0);
  expect(adopted.stderr).toContain(
    `warning: stack twice was started from ${sandbox.project}; it is taken over by ${copy}\n`,
  );
  expect(await id()).not.toBe(first);
  // It belongs to the copy now.
  expect((await inside(copy, ['plan'])).code).toBe(0);
  expect((await sandbox.run(['plan'])).code).toBe(1);
});

test('verbs for containers that are there are kept from those of another checkout, too', async () => {
  const copy = await checkout('copy');
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const started = async () =>
    JSON.parse((await sandbox.ok(['container', 'inspect', 'twice-web-1'])).stdout)[0].State as {
      readonly StartedAt: string;
      readonly Status: string;
    };
  const before = await started();
  const verbs: readonly (readonly string[])[] = [
    ['stop'],
    ['start'],
    ['restart'],
    ['kill'],
    ['kill', '--remove-orphans'],
    ['pause'],
    ['unpause'],
    ['rm', '-f', '-s'],
    ['--dry-run', 'stop'],
  ];
  for (const args of verbs) {
    const { code, stderr } = await inside(copy, args);
    expect({ args, code, stderr }).toMatchObject({
      args,
      code: 1,
      stderr: expect.stringMatching(
        /^stack twice was started from .*: its containers would be .*\nhint: .*--adopt/,
      ),
    });
  }
  expect(await started()).toEqual(before);
  await sandbox.ok(['stop', '-t', '0']);
  // Not even asked.
  const asked = await sandbox.run(['-f', join(copy, 'compose.yaml'), 'rm'], { input: 'y\n' });
  expect({ code: asked.code, stdout: asked.stdout }).toEqual({ code: 1, stdout: '' });

  // Who names the stack means it.
  expect((await inside(copy, ['-p', 'twice', 'start'])).code).toBe(0);
  for (const args of [
    ['pause'],
    ['unpause'],
    ['restart', '-t', '0'],
    ['kill'],
    ['start'],
    ['stop', '-t', '0'],
    ['rm', '-f'],
  ]) {
    const { code, stderr } = await inside(copy, [...args, '--adopt']);
    expect({ args, code, stderr }).toMatchObject({
      args,
      code: 0,
      stderr: expect.stringContaining('taken over by'),
    });
  }
  expect(await id()).toBe('');
});

test('what is taken over unchanged goes on, and belongs to the other directory from then on', async () => {
  const copy = await checkout('copy');
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const first = await id();
  // As in CI, where the directories of earlier runs stay.
  const up = await inside(copy, ['up', '-d'], { CI: 'true' });
  expect({ code: up.code, id: await id() }).toEqual({ code: 0, id: first });
  expect(up.stderr).toContain(' Container twice-web-1  Updated\n');
  expect((await inside(copy, ['down', '-t', '0'])).code).toBe(0);
});

test('a link to the directory, other files of it, standard input, a moved directory and a name go on', async () => {
  const first = await checkout('first');
  await writeFile(join(first, 'more.yaml'), 'services: {more: {image: tscompose/hello, command: [sleep]}}');
  expect((await inside(first, ['up', '-d'])).code).toBe(0);
  const container = await id();

  const link = join(dirname(sandbox.project), 'link');
  await symlink(first, link);
  expect((await inside(link, ['up', '-d'])).code).toBe(0);
  const both = ['-f', join(first, 'more.yaml'), '-f', join(first, 'compose.yaml'), 'up', '-d'];
  expect((await sandbox.run(both)).code).toBe(0);
  expect((await sandbox.run(['-f', '-', 'up', '-d', '--remove-orphans'], { input: STACK })).code).toBe(0);
  expect((await inside(first, ['up', '-d', '--remove-orphans'])).code).toBe(0);

  const moved = join(dirname(sandbox.project), 'moved');
  await rename(first, moved);
  expect((await inside(moved, ['up', '-d'])).code).toBe(0);
  expect(await id()).toBe(container);

  await sandbox.stack(STACK);
  expect((await sandbox.run(['down', '-t', '0'])).code).toBe(1);
  await sandbox.ok(['-p', 'twice', 'down', '-t', '0']);
});
