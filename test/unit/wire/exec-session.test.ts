import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { ExecSession } from '../../../src/wire/exec-session.js';
import type { Message } from '../../../src/wire/messages.js';
import { type Client, type FakeMonitor, fakeMonitor } from './support/fake-monitor.js';

const REQUEST = { arg: ['cmd'], env: [], cwd: '/', user: '', tty: false, rows: 0, cols: 0 };

const monitors: FakeMonitor[] = [];
afterEach(async () => {
  for (const monitor of monitors.splice(0)) await monitor[Symbol.asyncDispose]();
});

async function monitorThat(answer: (message: Message, client: Client) => void, name?: string) {
  const monitor = await fakeMonitor(answer, name);
  monitors.push(monitor);
  return monitor;
}

async function run(monitor: FakeMonitor, signal: AbortSignal = new AbortController().signal) {
  return ExecSession.start(monitor.socketPath, REQUEST, signal);
}

function startFirst(then: (client: Client) => void) {
  return (message: Message, client: Client) => {
    if (message.type !== 'Exec') return;
    client.send({ type: 'ExecStarted', pid: 7 });
    then(client);
  };
}

describe('an exec session', () => {
  it('carries both outputs and the exit code', async () => {
    const monitor = await monitorThat(
      startFirst((client) => {
        client.send({ type: 'Stdout', data: Buffer.from('out') });
        client.send({ type: 'Stderr', data: Buffer.from('err') });
        client.send({ type: 'ExecExited', exitCode: 3, signal: null });
      }),
    );
    const session = await run(monitor);
    const [out, err, result] = await Promise.all([
      text(session.stdout),
      text(session.stderr),
      session.result,
    ]);
    expect([out, err, result.exitCode]).toEqual(['out', 'err', 3]);
    expect(monitor.received).toEqual([{ type: 'Exec', tracked: false, ...REQUEST }]);
  });

  it('sends input in pieces that a frame can hold, then its end', async () => {
    const monitor = await monitorThat((message, client) => {
      if (message.type === 'Exec') client.send({ type: 'ExecStarted', pid: 7 });
      if (message.type === 'StdinEnd') client.send({ type: 'ExecExited', exitCode: 0, signal: null });
    });
    const session = await run(monitor);
    session.stdin.end(Buffer.alloc(150_000, 'x'));
    expect((await session.result).exitCode).toBe(0);
    const sizes = monitor.received.map((message) => ('data' in message ? message.data.length : message.type));
    expect(sizes).toEqual(['Exec', 65_536, 65_536, 18_928, 'StdinEnd']);
  });

  it('takes output no faster than it is read', async () => {
    let sent = 0;
    const total = 32 * 1024 * 1024;
    const piece = Buffer.alloc(64 * 1024, 'y');
    const monitor = await monitorThat(
      startFirst((client) => {
        const pump = () => {
          while (sent < total) {
            sent += piece.length;
            client.send({ type: 'Stdout', data: piece });
            if (client.socket.writableNeedDrain) break;
          }
          if (sent < total) client.socket.once('drain', pump);
          else client.send({ type: 'ExecExited', exitCode: 0, signal: null });
        };
        pump();
      }),
    );
    const session = await run(monitor);
    session.stderr.resume();
    session.stdout.once('readable', () => {});
    await new Promise((resolve) => session.stdout.once('readable', resolve));
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(sent).toBeLessThan(total / 8);
    let bytes = 0;
    for await (const chunk of session.stdout) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(total);
    expect((await session.result).exitCode).toBe(0);
  });

  it('passes window sizes and signals on', async () => {
    const monitor = await monitorThat((message, client) => {
      if (message.type === 'Exec') client.send({ type: 'ExecStarted', pid: 7 });
      if (message.type === 'ExecKill') client.send({ type: 'ExecExited', exitCode: 130, signal: 2 });
    });
    const session = await run(monitor);
    session.resize(50, 120);
    session.kill(2);
    expect((await session.result).exitCode).toBe(130);
    expect(monitor.received.slice(1)).toEqual([
      { type: 'Resize', rows: 50, cols: 120 },
      { type: 'ExecKill', signal: 2 },
    ]);
  });

  it('calls the exit code unknown when the monitor vanishes', async () => {
    const monitor = await monitorThat(startFirst((client) => client.socket.end()));
    const session = await run(monitor);
    session.stdout.resume();
    session.stderr.resume();
    expect((await session.result).exitCode).toBe('unknown');
    session.stdin.write('lost, as in a pipe without reader');
  });

  it.each([
    ['exec', 2, 'nope', 'COMMAND_NOT_FOUND', 127, 'exec: "nope": executable file not found in \\$PATH'],
    ['exec', 2, '/nope', 'COMMAND_NOT_FOUND', 127, 'exec: "/nope": no such file or directory'],
    ['exec', 13, '/etc/passwd', 'COMMAND_NOT_EXECUTABLE', 126, 'exec: "/etc/passwd": permission denied'],
    ['working-directory', 2, 'ls', 'COMMAND_NOT_EXECUTABLE', 127, /working directory "subject"/],
    ['user', 2, 'ls', 'COMMAND_NOT_EXECUTABLE', 1, /unable to find user "subject"/],
    ['cgroup', 12, 'ls', 'KERNEL', 126, /cgroup: open subject: /],
  ])(
    'turns a failure at %s with errno %i of %s into %s',
    async (step, errorNumber, command, code, exitCode, message) => {
      const failed = { type: 'ExecFailed', step, call: 'open', errorNumber, subject: 'subject' } as const;
      const monitor = await monitorThat((_, client) => client.send(failed));
      const start = ExecSession.start(
        monitor.socketPath,
        { ...REQUEST, arg: [command] },
        new AbortController().signal,
      );
      await expect(start).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
        details: { exitCode },
      });
    },
  );

  it('says that the container is not running when nobody listens', async () => {
    const monitor = await monitorThat(() => {});
    const start = ExecSession.start(`${monitor.socketPath}x`, REQUEST, new AbortController().signal);
    await expect(start).rejects.toMatchObject({ code: 'CONTAINER_NOT_RUNNING' });
  });

  it('kills the command and ends when its signal is aborted', async () => {
    const abort = new AbortController();
    const monitor = await monitorThat((message, client) => {
      if (message.type === 'Exec') client.send({ type: 'ExecStarted', pid: 7 });
    });
    const session = await run(monitor, abort.signal);
    session.stdout.resume();
    session.stderr.resume();
    abort.abort();
    expect((await session.result).exitCode).toBe('unknown');
    await expect.poll(() => monitor.received.at(-1)).toEqual({ type: 'ExecKill', signal: 9 });
  });

  it('rejects when it is aborted before the command has started', async () => {
    const abort = new AbortController();
    const monitor = await monitorThat(() => abort.abort());
    await expect(run(monitor, abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('rejects nonsense from the other side', async () => {
    const monitor = await monitorThat((_, client) => client.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(run(monitor)).rejects.toMatchObject({ code: 'INTERNAL', message: /malformed/ });
  });

  it('reaches sockets whose path is longer than the kernel takes', async () => {
    const name = `${'long-'.repeat(30)}/monitor.sock`;
    const monitor = await monitorThat(
      startFirst((client) => client.send({ type: 'ExecExited', exitCode: 0, signal: null })),
      name,
    );
    expect(monitor.socketPath.length).toBeGreaterThan(150);
    expect((await (await run(monitor)).result).exitCode).toBe(0);
  });
});
