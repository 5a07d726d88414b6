import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const PROGRAM = join(PACKAGE_ROOT, 'bin/tscompose');

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: attach
services:
  pipe: {image: tscompose/hello, command: [cat], stdin_open: true}
  term: {image: tscompose/hello, command: [cat], stdin_open: true, tty: true}
  stoppable: {image: tscompose/hello, command: [sleep]}
  plain: {image: tscompose/hello, command: [sleep]}
  gone: {image: tscompose/hello, command: [exit, "0"]}
`);
  await sandbox.ok(['up', '-d']);
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

function start(args: readonly string[]) {
  const child = spawn(PROGRAM, ['--root', sandbox.root, ...args], { cwd: sandbox.project, stdio: 'pipe' });
  const seen = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    seen.text += String(chunk);
  });
  const sees = (wanted: string) => eventually(`${wanted} is seen`, async () => seen.text.includes(wanted));
  return { child, seen, sees, exit: once(child, 'exit') };
}

/** The same on a terminal, whose settings at the end are printed last. */
function onTerminal(args: readonly string[]) {
  const line = `stty rows 31 cols 97; ${PROGRAM} --root ${sandbox.root} ${args.join(' ')}; echo code $?; stty -a`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: sandbox.project, stdio: 'pipe' });
  const seen = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    seen.text += String(chunk);
  });
  const sees = (wanted: string) => eventually(`${wanted} is seen`, async () => seen.text.includes(wanted));
  return { child, seen, sees, exit: once(child, 'exit') };
}

test('input and output pass through, and a client that is killed leaves the container running', async () => {
  const { child, sees, exit } = start(['attach', 'pipe']);
  child.stdin.write('one\n');
  await sees('one\n');
  child.kill('SIGKILL');
  await exit;
  const next = start(['container', 'attach', 'attach-pipe-1']);
  next.child.stdin.write('two\n');
  await next.sees('two\n');
  next.child.kill('SIGKILL');
  await next.exit;
});

test('the detach keys leave a terminal, which is given back as it was', async () => {
  for (const verb of [
    ['attach', 'term'],
    ['container', 'attach', 'attach-term-1'],
  ]) {
    const { child, seen, sees, exit } = onTerminal(verb);
    // A line, so that whatever mode the terminal is still in lets it through.
    child.stdin.write('typed\n');
    await sees('typed\r\ntyped\r\n');
    child.stdin.write('\x10\x11');
    await exit;
    expect(seen.text).toContain('read escape sequence\r\ncode 1\r\n');
    expect(seen.text).toMatch(/ icanon .* echo /s);
  }
});

test('a terminal that is closed or ended by a signal is given back, and the container goes on', async () => {
  for (const [signal, code] of [
    ['HUP', 129],
    ['TERM', 143],
  ]) {
    const { child, seen, sees, exit } = onTerminal(['attach', 'term']);
    child.stdin.write(`before ${signal}\n`);
    await sees(`before ${signal}\r\nbefore ${signal}\r\n`);
    const found = spawn('pgrep', ['-f', `^node .*--root ${sandbox.root} attach term`]);
    process.kill(Number((await text(found.stdout)).trim()), `SIG${signal}`);
    await exit;
    expect(seen.text).toContain(`code ${code}\r\n`);
    expect(seen.text).toMatch(/ icanon .* echo /s);
  }
});

/** Whether somebody is connected to the monitor of a service's container. */
async function isAttached(service: string): Promise<boolean> {
  const id = (await sandbox.ok(['ps', '-q', service])).stdout.slice(0, 12);
  const sockets = await readFile('/proc/net/unix', 'utf8');
  return sockets.split('\n').some((line) => / 03 +\d+ /.test(line) && line.endsWith(`/${id}.sock`));
}

test('signals are passed on to the process, and end attach only as far as they end that', async () => {
  const { child, exit } = start(['attach', 'stoppable']);
  await eventually('it is attached', () => isAttached('stoppable'));
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);

  const deaf = start(['attach', '--sig-proxy=false', 'pipe']);
  await eventually('it is attached', () => isAttached('pipe'));
  deaf.child.kill('SIGINT');
  expect(await deaf.exit).toEqual([null, 'SIGINT']);
});

test.each([
  [['attach', 'gone'], /service "gone" is not running/],
  [['attach', '--index', '2', 'plain'], /service "plain" is not running container #2/],
  [['container', 'attach', 'attach-gone-1'], /You cannot attach to a stopped container, start it first/],
  [['container', 'attach', 'nosuch'], /No such container: nosuch/],
  [['attach', 'term'], /the input device is not a TTY/],
  [['attach', '--detach-keys', 'ctrl-', 'plain'], /invalid detach keys \(ctrl-\)/],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await sandbox.run(args);
  expect(stderr).toMatch(message);
  expect(code).toBe(1);
});

test('the end of the container ends attach, with its exit code', async () => {
  const { exit } = start(['attach', 'plain']);
  await eventually('it is attached', () => isAttached('plain'));
  await sandbox.ok(['kill', '-s', 'KILL', 'plain']);
  expect(await exit).toEqual([137, null]);
});
