import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttachSession } from '../../../src/wire/attach-session.js';
import type { StartMessage } from '../../../src/wire/messages.js';
import { eventually } from '../support/eventually.js';
import { type Running, Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

const ALL = { input: true, output: true, error: true, lossless: false };
const LOOK_ON = { ...ALL, input: false };

function attach(message: StartMessage, request = ALL): Promise<AttachSession> {
  return AttachSession.start(message.socketPath, request, AbortSignal.timeout(60_000));
}

/** Starts a script that is not executed before `requests` are attached. */
async function startAttached(
  script: string,
  requests: readonly (typeof ALL)[],
  overrides: Partial<StartMessage> = {},
) {
  const message = sandbox.message(['sh', '-c', script], { awaitAttach: requests.length, ...overrides });
  const monitor = await sandbox.spawn(message);
  await monitor.control.expect('Listening');
  const sessions: AttachSession[] = [];
  for (const request of requests) sessions.push(await attach(message, request));
  await monitor.control.expect('Started');
  return { message, monitor, sessions };
}

async function ended(session: AttachSession) {
  const [stdout, stderr, { exitCode }] = await Promise.all([
    text(session.stdout),
    text(session.stderr),
    session.result,
  ]);
  return { stdout, stderr, exitCode };
}

test('a client that is attached before the start sees the first byte, and the exit code', async () => {
  const { sessions } = await startAttached('echo first; echo second >&2; exit 7', [ALL, LOOK_ON]);
  const seen = { stdout: 'first\n', stderr: 'second\n', exitCode: 7 };
  expect(await Promise.all(sessions.map(ended))).toEqual([seen, seen]);
});

test('a client that writes after the end reads all that came before it', async () => {
  const script = 'head -c 100000 /dev/zero | tr "\\0" x; exit 7';
  const { message, monitor, sessions } = await startAttached(script, [{ ...LOOK_ON, lossless: true }]);
  const [session] = sessions;
  if (session === undefined) throw new Error('nobody is attached');
  await eventually('its end is recorded', async () => existsSync(message.exitPath));
  // Most of the output is still to be read, and the monitor has nothing to do but to wait for that.
  await delay(100);
  session.resize(24, 80);
  await delay(100);
  expect(await ended(session)).toEqual({ stdout: 'x'.repeat(100_000), stderr: '', exitCode: 7 });
  await monitor.ended();
});

test('what is typed before the start is read after it', async () => {
  const message = sandbox.message(['sh', '-c', 'head -c 300000 | wc -c'], {
    awaitAttach: 2,
    stdinOpen: true,
    stdinOnce: true,
  });
  const monitor = await sandbox.spawn(message);
  await monitor.control.expect('Listening');
  const typing = await attach(message);
  expect(typing.takesInput).toBe(true);
  typing.stdin.end(Buffer.alloc(300_000, 'x'));
  await attach(message, LOOK_ON);
  await monitor.control.expect('Started');
  expect(await ended(typing)).toEqual({ stdout: '300000\n', stderr: '', exitCode: 0 });
});

test('a start whose engine goes before anybody is attached leaves nothing', async () => {
  const message = sandbox.message(['sleep', '1000'], { awaitAttach: 1 });
  const monitor = await sandbox.spawn(message);
  await monitor.control.expect('Listening');
  monitor.control.close();
  await monitor.ended();
  expect(sandbox.leftCgroups(message.id)).toEqual([]);
});

test('several clients share input and output; the log has all of it', async () => {
  const container = await sandbox.start('cat', { stdinOpen: true });
  const [one, two] = [await attach(container.message), await attach(container.message)];
  one.stdin.write('from one\n');
  const [seen] = (await once(two.stdout, 'data')) as [Buffer];
  expect(seen.toString()).toBe('from one\n');
  two.stdin.write('from two\n');
  await eventually('both lines are there', async () => container.log().length === 2);
  expect(container.log().map(({ log }) => log)).toEqual(['from one\n', 'from two\n']);
  container.kill(9);
  expect((await one.result).exitCode).toBe(137);
});

test('the end of a client’s input ends that of the container only where it was made so', async () => {
  const ending = await sandbox.start('cat; echo done', { stdinOpen: true, stdinOnce: true });
  const last = await attach(ending.message);
  last.stdin.end('bye\n');
  expect(await ended(last)).toEqual({ stdout: 'bye\ndone\n', stderr: '', exitCode: 0 });

  const open = await sandbox.start('cat', { stdinOpen: true });
  const first = await attach(open.message);
  first.stdin.end('first\n');
  await eventually('it is read', async () => open.log().length === 1);
  first.close();
  const second = await attach(open.message);
  second.stdin.write('second\n');
  await eventually('the next is read too', async () => open.log().length === 2);
});

test('a container without input gets none', async () => {
  const container = await sandbox.start('cat; sleep 1000');
  const session = await attach(container.message);
  expect(session.takesInput).toBe(false);
  session.close();
});

test('a client that goes away leaves the container running', async () => {
  const container = await sandbox.start('while read x; do echo $x; done', { stdinOpen: true });
  const session = await attach(container.message);
  session.close();
  const next = await attach(container.message);
  next.stdin.write('still here\n');
  const [seen] = (await once(next.stdout, 'data')) as [Buffer];
  expect(seen.toString()).toBe('still here\n');
});

async function shown(session: AttachSession, wanted: string): Promise<string> {
  let seen = '';
  for await (const chunk of session.stdout.iterator({ destroyOnReturn: false })) {
    seen += String(chunk);
    if (seen.includes(wanted)) return seen;
  }
  throw new Error(`ended without ${wanted}: ${seen}`);
}

test('a terminal has the size it is started with, changes it, and can be left and joined again', async () => {
  const { message, sessions } = await startAttached(
    'stty size; while read x; do stty size; done',
    [{ ...ALL, lossless: true }],
    { tty: true, stdinOpen: true, rows: 33, cols: 101 },
  );
  const [first] = sessions as [AttachSession];
  expect(first.tty).toBe(true);
  expect(await shown(first, '\n')).toBe('33 101\r\n');
  first.close();
  const second = await attach(message);
  second.resize(50, 132);
  second.stdin.write('\n');
  expect(await shown(second, '132')).toContain('50 132');
  // Ctrl-C is the terminal's business.
  second.stdin.write('\x03');
  expect((await second.result).exitCode).toBe(130);
});

test('50 clients at once all type, and all see the same to the end', async () => {
  const script =
    'i=0; while [ $i -lt 50 ]; do read x; echo "got $x"; i=$((i+1)); done; echo over >&2; exit 3';
  const { message } = await sandbox.start(script, { stdinOpen: true });
  const clients = await Promise.all(Array.from({ length: 50 }, () => attach(message)));
  const outcomes = Promise.all(clients.map(ended));
  for (const [index, client] of clients.entries()) client.stdin.write(`${index}\n`);
  const [first, ...others] = await outcomes;
  for (const other of others) expect(other).toEqual(first);
  expect(first).toMatchObject({ stderr: 'over\n', exitCode: 3 });
  const numbers = [...(first?.stdout ?? '').matchAll(/^got (\d+)$/gm)].map((match) => Number(match[1]));
  expect(numbers.sort((a, b) => a - b)).toEqual(clients.map((_, index) => index));
  expect(sandbox.leftCgroups(message.id)).toEqual([]);
});

test('a client that does not read neither slows the container down nor makes its monitor grow, and learns its loss', async () => {
  const bytes = 60_000_000;
  const container = await sandbox.start(
    `read x; yes 0123456789012345678901234567890123456789012345678 | head -c ${bytes}; echo over >&2; read x; echo last`,
    { stdinOpen: true },
  );
  const slow = await attach(container.message, LOOK_ON);
  let lost = 0;
  slow.onLost((count) => {
    lost += count;
  });
  // Nothing of what tells the end may be lost to this one, however busy the machine is.
  const other = await attach(container.message, { ...ALL, lossless: true });
  other.stdout.resume();
  other.stdin.write('go\n');
  const [over] = (await once(other.stderr, 'data')) as [Buffer];
  expect(over.toString()).toBe('over\n');
  expect(residentKib(container)).toBeLessThan(16 << 10);
  slow.stderr.resume();
  const stdout = text(slow.stdout);
  await eventually('the slow client has caught up', async () => lost > 0);
  other.stdin.write('on\n');
  expect((await stdout).endsWith('last\n')).toBe(true);
  expect((await stdout).length + lost).toBe(bytes + 'over\n'.length + 'last\n'.length);
  expect(lost).toBeGreaterThan(bytes / 2);
});

test('nothing is lost for a client that the container was started for, though it reads late', async () => {
  const bytes = 20_000_000;
  const { message, monitor, sessions } = await startAttached(`yes | head -c ${bytes}; echo end >&2`, [
    { ...ALL, lossless: true },
  ]);
  const [session] = sessions as [AttachSession];
  await delay(300);
  const [stdout, stderr] = await Promise.all([text(session.stdout), text(session.stderr)]);
  expect([stdout.length, stderr]).toEqual([bytes, 'end\n']);
  await monitor.control.expect('Exited');
  expect(sandbox.leftCgroups(message.id)).toEqual([]);
});

function residentKib({ monitor }: Running): number {
  const status = readFileSync(`/proc/${monitor.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}
