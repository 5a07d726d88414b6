import { expect, test } from 'vitest';
import type { EngineClient } from '../../../src/api/messages.js';
import { runCli } from '../../../src/cli/run-cli.js';
import type { Message } from '../../../src/wire/messages.js';
import { type Client, fakeMonitor } from '../wire/support/fake-monitor.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';

const ENOENT = 2;

function hostFor(socketPath: string, env: Record<string, string> = {}): FakeHost {
  const client: Partial<EngineClient> = {
    execTarget: async () => ({ socketPath, env: ['PATH=/bin', 'A=1'], workingDir: '/srv', user: 'app' }),
  };
  return new FakeHost({ stack: DEMO, client, env });
}

/** Says what it was given, and ends with code 5 when the input ends. */
function echo(message: Message, client: Client): void {
  if (message.type === 'Exec') {
    client.send({ type: 'ExecStarted', pid: 7 });
    client.send({ type: 'Stderr', data: Buffer.from('to stderr') });
  }
  if (message.type === 'Stdin') client.send({ type: 'Stdout', data: message.data });
  if (message.type === 'StdinEnd') client.send({ type: 'ExecExited', exitCode: 5, signal: null });
}

test('exec passes input, output and the exit code through', async () => {
  await using monitor = await fakeMonitor(echo);
  const host = hostFor(monitor.socketPath, { GIVEN: 'by caller' });
  host.stdin.push('some input');
  host.stdin.push(null);
  const line = [
    'exec',
    '-T',
    '-u',
    'root',
    '-e',
    'A=2',
    '-e',
    'GIVEN',
    '-e',
    'ABSENT',
    'web',
    'sh',
    '-c',
    'cat',
  ];
  expect(await runCli(line, host)).toBe(5);
  expect(host.stdout.text).toBe('some input');
  expect(host.stderr.text).toBe('to stderr');
  expect(monitor.received[0]).toEqual({
    type: 'Exec',
    arg: ['sh', '-c', 'cat'],
    env: ['PATH=/bin', 'A=2', 'GIVEN=by caller'],
    cwd: '/srv',
    user: 'root',
    tty: false,
    rows: 0,
    cols: 0,
    tracked: false,
  });
});

test('exec of a command that is not there ends with 127', async () => {
  await using monitor = await fakeMonitor((message, client) => {
    if (message.type !== 'Exec') return;
    client.send({ type: 'ExecFailed', step: 'exec', call: 'execve', errorNumber: ENOENT, subject: 'nosuch' });
  });
  const host = hostFor(monitor.socketPath);
  expect(await runCli(['exec', 'web', 'nosuch'], host)).toBe(127);
  expect(host.stderr.text).toBe(
    'exec: "nosuch": executable file not found in $PATH\nhint: See that the image has the command, and that its path is right.\n',
  );
});

test('Ctrl-C without a terminal goes to the command', async () => {
  await using monitor = await fakeMonitor((message, client) => {
    if (message.type === 'Exec') {
      client.send({ type: 'ExecStarted', pid: 7 });
      client.send({ type: 'Stdout', data: Buffer.from('up') });
    }
    if (message.type === 'ExecKill')
      client.send({ type: 'ExecExited', exitCode: 130, signal: message.signal });
  });
  const host = hostFor(monitor.socketPath);
  host.stdout.onWrite = () => host.pressCtrlC();
  expect(await runCli(['exec', '-T', 'web', 'sleep', '9'], host)).toBe(130);
  expect(monitor.received.at(-1)).toEqual({ type: 'ExecKill', signal: 2 });
});

test('a terminal is handed through raw, with its size, and given back', async () => {
  await using monitor = await fakeMonitor(echo);
  const host = hostFor(monitor.socketPath);
  Object.assign(host.stdin, { isTTY: true });
  Object.assign(host.stdout, { isTTY: true, rows: 24, columns: 80 });
  host.stdin.push(null);
  expect(await runCli(['exec', 'web', 'sh'], host)).toBe(5);
  expect(host.rawModes).toEqual(['raw', 'given back']);
  expect(monitor.received[0]).toMatchObject({
    tty: true,
    rows: 24,
    cols: 80,
    env: expect.arrayContaining(['TERM=xterm']),
  });
});
