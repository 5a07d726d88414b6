import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { psRow } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const PROGRAM = join(PACKAGE_ROOT, 'bin/tscompose');

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: closed
services:
  web: {image: tscompose/hello, command: [write-lines, --every, "5", "1000000", "50"]}
  term: {image: tscompose/hello, command: [cat], stdin_open: true, tty: true}
`);
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

/** Runs a command at a terminal, and closes that, as who closes its window does, once `pattern` is seen there. */
async function closedAfter(args: readonly string[], pattern: RegExp, input = ''): Promise<void> {
  const line = `exec ${PROGRAM} --root ${sandbox.root} ${args.join(' ')}`;
  const terminal = spawn('script', ['-qec', line, '/dev/null'], { cwd: sandbox.project, stdio: 'pipe' });
  let seen = '';
  terminal.stdout.on('data', (chunk: Buffer) => {
    seen += String(chunk);
  });
  terminal.stdin.write(input);
  await eventually(`${pattern} is seen`, async () => pattern.test(seen));
  terminal.kill('SIGKILL');
  await once(terminal, 'exit');
}

async function clients(args: readonly string[]): Promise<string> {
  const found = spawn('pgrep', ['-f', `^node .*--root ${sandbox.root} ${args.join(' ')}`]);
  let text = '';
  for await (const chunk of found.stdout) text += String(chunk);
  return text;
}

async function processes(service: string): Promise<number> {
  const { stdout } = await sandbox.ok(['top', service]);
  return stdout.trim().split('\n').length - 1;
}

test('a closed terminal ends up, and its containers go on, as with Docker Compose', async () => {
  await closedAfter(['up'], /20 \.{10}/);
  await eventually('the command ends', async () => (await clients(['up'])) === '');
  for (const service of ['web', 'term']) expect((await psRow(sandbox, service))?.State).toBe('running');
});

test('a closed terminal ends exec with its command in the container, and attach without the container', async () => {
  await sandbox.ok(['up', '-d']);
  await closedAfter(['exec', 'term', '/hello', 'cat'], /there\r\n/, 'there\n');
  await eventually('the command ends', async () => (await clients(['exec'])) === '');
  await eventually('nothing is left of it in the container', async () => (await processes('term')) === 1);
  await closedAfter(['attach', 'term'], /here\r\n/, 'here\n');
  await eventually('the command ends', async () => (await clients(['attach'])) === '');
  expect((await psRow(sandbox, 'term'))?.State).toBe('running');
  // Whoever comes next has the terminal to himself.
  await closedAfter(['attach', 'term'], /again\r\nagain\r\n/, 'again\n');
});
