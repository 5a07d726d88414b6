import { expect, test } from 'vitest';
import type { EngineClient } from '../../../src/api/messages.js';
import { runCli } from '../../../src/cli/run-cli.js';
import type { AttachTarget } from '../../../src/spec/engine.js';
import type { Message } from '../../../src/wire/messages.js';
import { type Client, fakeMonitor } from '../wire/support/fake-monitor.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';

function hostFor(socketPath: string, more: Partial<AttachTarget> = {}) {
  const target = { socketPath, name: 'demo-web-1', tty: false, stdinOpen: true, stdinOnce: false, ...more };
  const signals: string[] = [];
  const client: Partial<EngineClient> = {
    attachTarget: async () => target,
    containerAttachTarget: async () => target,
    signalContainer: async (_name, { signal }) => {
      signals.push(signal);
    },
  };
  return Object.assign(new FakeHost({ stack: DEMO, client }), { signals });
}

/** Says what it was given, and ends with code 5 when the input ends. */
function container(more: Partial<{ input: boolean; tty: boolean }> = {}) {
  return (message: Message, client: Client) => {
    if (message.type === 'Attach') {
      client.send({ type: 'Attached', input: message.input, tty: false, ...more });
      client.send({ type: 'Stderr', data: Buffer.from('to stderr') });
    }
    if (message.type === 'Stdin') client.send({ type: 'Stdout', data: message.data });
    if (message.type === 'StdinEnd') client.send({ type: 'ExecExited', exitCode: 5, signal: null });
  };
}

test('attach passes input, output and the exit code of the container through', async () => {
  await using monitor = await fakeMonitor(container());
  const host = hostFor(monitor.socketPath);
  host.stdin.push('some input');
  host.stdin.push(null);
  expect(await runCli(['attach', 'web'], host)).toBe(5);
  expect([host.stdout.text, host.stderr.text]).toEqual(['some input', 'to stderr']);
  expect(monitor.received[0]).toEqual({
    type: 'Attach',
    input: true,
    output: true,
    error: true,
    lossless: false,
  });
});

test('attach --no-stdin only looks on', async () => {
  await using monitor = await fakeMonitor((message, client) => {
    container()(message, client);
    client.send({ type: 'ExecExited', exitCode: 0, signal: null });
  });
  const host = hostFor(monitor.socketPath);
  expect(await runCli(['container', 'attach', '--no-stdin', 'demo-web-1'], host)).toBe(0);
  expect(monitor.received).toEqual([
    { type: 'Attach', input: false, output: true, error: true, lossless: false },
  ]);
});

test('attach tells what was left out because it was too slow', async () => {
  await using monitor = await fakeMonitor((message, client) => {
    if (message.type !== 'Attach') return;
    client.send({ type: 'Attached', input: false, tty: false });
    client.send({ type: 'Lost', bytes: 70_000 });
    client.send({ type: 'ExecExited', exitCode: 0, signal: null });
  });
  const host = hostFor(monitor.socketPath);
  expect(await runCli(['attach', 'web'], host)).toBe(0);
  expect(host.stderr.text).toContain('warning: 70000 bytes of output are left out here');
});

test('the detach keys leave the container, in the words of Docker', async () => {
  await using monitor = await fakeMonitor(container({ tty: true }));
  const host = hostFor(monitor.socketPath, { tty: true });
  Object.assign(host.stdin, { isTTY: true });
  host.stdin.push('x\x10\x11');
  expect(await runCli(['attach', 'web'], host)).toBe(1);
  expect(host.stderr.text).toContain('read escape sequence');
});

test('the terminal of a container is not attached to what is none', async () => {
  const host = hostFor('/nowhere', { tty: true });
  expect(await runCli(['attach', 'web'], host)).toBe(1);
  expect(host.stderr.text).toContain('the input device is not a TTY');
});

test('signals go to the process, unless --sig-proxy says otherwise', async () => {
  await using monitor = await fakeMonitor(container());
  const host = hostFor(monitor.socketPath);
  host.stderr.onWrite = () => {
    if (host.signals.length > 0) return;
    host.pressCtrlC();
    host.stdin.push(null);
  };
  expect(await runCli(['attach', 'web'], host)).toBe(5);
  expect(host.signals).toEqual(['SIGINT']);

  await using other = await fakeMonitor(container());
  const quiet = hostFor(other.socketPath);
  quiet.stderr.onWrite = () => {
    quiet.pressCtrlC();
    if (!quiet.stdin.readableEnded) quiet.stdin.push(null);
  };
  expect(await runCli(['attach', '--sig-proxy=false', 'web'], quiet)).toBe(5);
  expect(quiet.signals).toEqual([]);
});
