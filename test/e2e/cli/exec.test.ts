import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: exec
services:
  web: {image: tscompose/hello, command: [sleep], environment: {FROM: stack}}
  gone: {image: tscompose/hello, command: [exit, "0"]}
`);
  await sandbox.ok(['up', '-d']);
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const exec = (...args: string[]) => sandbox.run(['exec', '-T', ...args]);

test("the command's exit code is exec's", async () => {
  expect((await exec('web', '/hello', 'exit', '42')).code).toBe(42);
});

test('standard input and output pass through, binary and large', async () => {
  const input = Buffer.alloc(3_000_000, 'line of text\n');
  const { code, stdout } = await sandbox.run(['exec', '-T', 'web', '/hello', 'cat'], { input });
  expect(code).toBe(0);
  expect(stdout.length).toBe(input.length);
});

test('environment, user and working directory are as asked', async () => {
  const env = await exec('-e', 'MINE=1', 'web', '/hello', 'env');
  expect(env.stdout.split('\n')).toEqual(expect.arrayContaining(['FROM=stack', 'MINE=1']));
  expect((await exec('-u', 'nobody', 'web', '/hello', 'id')).stdout).toMatch(/^Uid:\t65534\t/m);
  expect((await exec('-w', '/etc', 'web', '/hello', 'ls')).stdout).toMatch(/^passwd$/m);
});

test.each([
  [['web', '/nosuch'], 127, /no such file or directory/],
  [['web', '/etc/passwd'], 126, /permission denied/i],
  [['gone', '/hello'], 1, /service "gone" is not running/],
  [['nosuch', '/hello'], 1, /nosuch/],
  [['web'], 1, /missing required argument 'command'/],
])('%j ends with %i', async (args, code, message) => {
  const result = await exec(...args);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
});

test('with a terminal on both ends the command gets one, with its size', () => {
  const program = join(PACKAGE_ROOT, 'bin/tscompose');
  const line = `stty rows 31 cols 97; ${program} --root ${sandbox.root} exec web /hello tty`;
  const { stdout, status } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: sandbox.project,
    encoding: 'utf8',
    input: '',
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/31.*97/);
});

test.each(['rows 0 cols 0', 'rows 12 cols 40'])('progress is drawn on a terminal of %s', (size) => {
  const program = join(PACKAGE_ROOT, 'bin/tscompose');
  const line = `stty ${size}; ${program} --root ${sandbox.root} up -d web`;
  const { stdout, status } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: sandbox.project,
    encoding: 'utf8',
    input: '',
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/✔.*Container exec-web-1/);
});
