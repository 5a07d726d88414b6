import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { helloPath } from '../../src/native/monitor-path.js';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function hello(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(helloPath(), args, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
  });
}

function start(...args: readonly string[]): ChildProcess {
  const child = spawn(helloPath(), args);
  running.push(child);
  return child;
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return String(typeof address === 'object' ? address?.port : 0);
}

test('serve names itself, the path and the peer, and ends cleanly on SIGTERM', async () => {
  const port = await freePort();
  const server = start('serve', '--port', port, '--text', 'Good day');
  const { out } = await hello('get', `http://127.0.0.1:${port}/a/b?c=d`, '--retry', '50');
  expect(out).toMatch(/^Good day\nhost: \S+\npath: \/a\/b\?c=d\npeer: 127\.0\.0\.1\n$/);
  const response = await fetch(`http://localhost:${port}/`, { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});

test('serve answers many clients at once', async () => {
  const port = await freePort();
  start('serve', '--port', port);
  await hello('get', `127.0.0.1:${port}`, '--retry', '50');
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => fetch(`http://127.0.0.1:${port}/${n}`).then((r) => r.text())),
  );
  answers.forEach((answer, n) => {
    expect(answer).toContain(`path: /${n}\n`);
  });
});

test('get tells by its exit code what went wrong', async () => {
  const port = await freePort();
  expect((await hello('get', `http://127.0.0.1:${port}/`)).code).toBe(7);
  expect((await hello('get', 'https://127.0.0.1/')).code).toBe(2);
  const server = createServer((socket) => socket.end('HTTP/1.1 503 Busy\r\n\r\n')).listen(Number(port));
  await once(server, 'listening');
  expect(await hello('get', `127.0.0.1:${port}`)).toMatchObject({
    code: 22,
    err: expect.stringContaining('503 Busy'),
  });
  server.close();
});

test('udp-echo sends datagrams back', async () => {
  const port = await freePort();
  const server = start('udp-echo', '--port', port);
  await expect.poll(async () => (await hello('udp-send', '127.0.0.1', port, 'hi')).out).toBe('hi\n');
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});

test('files are written, listed and shown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tscompose-hello-'));
  expect((await hello('write', join(folder, 'b'), 'some text')).code).toBe(0);
  expect((await hello('write', join(folder, 'a'), '')).code).toBe(0);
  expect((await hello('ls', folder)).out).toBe('a\nb\n');
  expect((await hello('cat', join(folder, 'b'), join(folder, 'a'))).out).toBe('some text\n\n');
  expect((await hello('cat', join(folder, 'none'))).code).toBe(1);
  await rm(folder, { recursive: true });
});

test('write-lines makes lines of the size asked for', async () => {
  const { out } = await hello('write-lines', '100', '50');
  expect(out.split('\n', 2)).toEqual([`1 ${'.'.repeat(47)}`, `2 ${'.'.repeat(47)}`]);
  expect(out.length).toBe(5000);
  expect((await hello('write-lines', '1', '5', '--stderr')).err).toBe('1 ..\n');
});

test('the small verbs do what they say', async () => {
  expect(await hello('echo', 'a', 'b')).toEqual({ code: 0, out: 'a b\n', err: '' });
  expect((await hello('exit', '42')).code).toBe(42);
  expect((await hello('sleep', '0')).code).toBe(0);
  expect((await hello('tty')).out).toBe('not a tty\n');
  expect((await hello('env')).out).toContain('PATH=');
  expect((await hello('id')).out).toMatch(/^Uid:\t0\t[\s\S]*CapEff:\t[0-9a-f]{16}\n[\s\S]*Cwd:\t\//);
});

test('wrong use is told on standard error with exit code 2', async () => {
  expect(await hello()).toMatchObject({ code: 2, err: expect.stringMatching(/^usage: hello VERB/) });
  expect(await hello('sing')).toMatchObject({ code: 2, err: expect.stringContaining('unknown verb "sing"') });
  expect((await hello('exit', '256')).code).toBe(2);
  expect((await hello('serve', '--port')).code).toBe(2);
  expect((await hello('env', 'x')).code).toBe(2);
});
