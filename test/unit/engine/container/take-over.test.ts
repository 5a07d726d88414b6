import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContainerPaths, containerPaths } from '../../../../src/engine/container/container-paths.js';
import { takeOver } from '../../../../src/engine/container/take-over.js';
import { FrameReader } from '../../../../src/wire/frames.js';
import { decodeMessage, encodeMessage, type Message, payloadLimit } from '../../../../src/wire/messages.js';

const ID = 'abcdef0123456789'.repeat(4);
let directory: string;
let paths: ContainerPaths;
let server: Server | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsc-take-'));
  const all = containerPaths(directory, directory, ID);
  paths = { ...all, monitorSocket: join(directory, 'm.sock') };
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(directory, { recursive: true });
});

/** A monitor that answers as told; `end` closes its connections. */
async function fakeMonitor(answer: (message: Message) => readonly Message[]): Promise<void> {
  const monitor = createServer((socket) => {
    const reader = new FrameReader(payloadLimit);
    socket.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk)) {
        const message = decodeMessage(frame);
        for (const reply of answer(message)) socket.write(encodeMessage(reply));
        if (message.type === 'Bye' || message.type === 'Kill') socket.end();
      }
    });
  });
  server = monitor;
  await new Promise<void>((resolve) => monitor.listen(paths.monitorSocket, resolve));
}

/** A lock that is held for so many looks. */
function lockHeldFor(looks: number) {
  let left = looks;
  const tried: string[] = [];
  return {
    tried,
    tryLock: (path: string) => {
      tried.push(path);
      left -= 1;
      return left < 0 ? 99 : undefined;
    },
    closeFd: () => {},
  };
}

describe('taking over a container', () => {
  it('finds no run when nobody holds the lock', async () => {
    const lock = lockHeldFor(0);
    expect(await takeOver(lock, paths)).toBeUndefined();
    expect(lock.tried).toEqual([paths.lock]);
    expect(dirname(paths.lock)).toBe(paths.directory);
  });

  it('greets a living monitor and learns of the run', async () => {
    await fakeMonitor((message) =>
      message.type === 'Hello'
        ? [{ type: 'State', pid: 42, startedAt: '2026-01-01T00:00:00Z', startedMs: 7 }]
        : [],
    );
    const run = await takeOver(lockHeldFor(1), paths);
    expect(run).toMatchObject({ pid: 42, startedAt: '2026-01-01T00:00:00Z', startedMs: 7 });
    await run?.link.leave();
    expect(await run?.link.ended).toBeUndefined();
  });

  it('learns of the exit, even when that comes together with an answer', async () => {
    await fakeMonitor((message) => {
      if (message.type === 'Hello') return [{ type: 'State', pid: 42, startedAt: 'then', startedMs: 0 }];
      const exited: Message = {
        type: 'Exited',
        exitCode: 137,
        signal: 9,
        oomKilled: false,
        startedAt: 'then',
        finishedAt: 'now',
        ranMs: 3,
      };
      return [{ type: 'Ok' }, exited];
    });
    const run = await takeOver(lockHeldFor(1), paths);
    expect(await run?.link.ask({ type: 'Kill', signal: 9 })).toMatchObject({ type: 'Ok' });
    expect(await run?.link.ended).toMatchObject({ type: 'Exited', exitCode: 137 });
  });

  it('waits for a monitor that holds its lock but has gone from its socket, and finds it ended', async () => {
    const lock = lockHeldFor(3);
    expect(await takeOver(lock, paths)).toBeUndefined();
    expect(lock.tried).toHaveLength(4);
  });
});
