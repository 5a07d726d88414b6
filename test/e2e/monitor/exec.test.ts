import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExecSession } from '../../../src/wire/exec-session.js';
import { eventually } from '../support/eventually.js';
import { type Running, Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
let container: Running;
beforeAll(async () => {
  sandbox = await Sandbox.create();
  container = await sandbox.start('sleep 1000');
});
afterAll(() => sandbox.dispose());

async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function outcome(session: ExecSession) {
  const [stdout, stderr, { exitCode }] = await Promise.all([
    text(session.stdout),
    text(session.stderr),
    session.result,
  ]);
  return { stdout, stderr, exitCode };
}

test('runs a command beside the main process, with streams and exit code of its own', async () => {
  const session = await container.exec(['sh', '-c', 'cat; echo to error >&2; hostname; exit 5']);
  session.stdin.end('from outside\n');
  expect(await outcome(session)).toEqual({
    stdout: 'from outside\nbox\n',
    stderr: 'to error\n',
    exitCode: 5,
  });
});

test('joins every namespace, the cgroup and the limits of the container', async () => {
  const session = await container.exec([
    'sh',
    '-c',
    'for n in mnt pid uts ipc net cgroup; do a=$(readlink /proc/1/ns/$n); b=$(readlink /proc/self/ns/$n);' +
      ' [ $a = $b ] || echo $n; done; grep CapEff /proc/self/status; grep -v ":/$" /proc/self/cgroup; ps | grep -q "sleep 1000"',
  ]);
  // The unified hierarchy of a hybrid system has no controllers; the container stays where its monitor is there.
  const { stdout, stderr } = await outcome(session);
  expect(stderr).toBe('');
  expect(stdout.replace(/^0::.*\n/m, '')).toBe('CapEff:\t00000000a80425fb\n');
});

test('takes user, directory and environment', async () => {
  const session = await container.exec(['sh', '-c', 'id -un; id -G; pwd; echo $HOME $COLOUR'], {
    user: 'web',
    cwd: '/tmp',
    env: ['PATH=/bin', 'COLOUR=blue'],
  });
  expect((await outcome(session)).stdout).toBe('web\n33 44\n/tmp\n/srv/web blue\n');
});

test('gives a terminal of the size asked for, and changes it', async () => {
  const session = await container.exec(['sh', '-c', 'stty size; read x; stty size; tty'], { tty: true });
  let shown = '';
  for await (const chunk of session.stdout) {
    shown += String(chunk);
    if (shown === '33 101\r\n') {
      session.resize(50, 132);
      session.stdin.write('\n');
    }
  }
  expect(shown).toMatch(/^33 101\r\n\r\n50 132\r\n\/dev\/pts\/\d+\r\n$/);
  expect((await session.result).exitCode).toBe(0);
});

test('tells a missing command from one that cannot be executed', async () => {
  await expect(container.exec(['no-such-command'])).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  await expect(container.exec(['/etc/passwd'])).rejects.toMatchObject({ code: 'COMMAND_NOT_EXECUTABLE' });
});

test('kills the command with all of its group', async () => {
  const session = await container.exec(['sh', '-c', 'sleep 999 & sleep 999; echo not reached']);
  session.kill(15);
  expect(await outcome(session)).toEqual({ stdout: '', stderr: '', exitCode: 143 });
  // The end of the command doesn't wait for that of the others in its group.
  const listed = async () => (await outcome(await container.exec(['ps']))).stdout;
  await eventually('the group is gone', async () => !(await listed()).includes('sleep 999'));
});

test('carries much output completely, and input back', async () => {
  const session = await container.exec(['cat']);
  const sent = Buffer.alloc(8 << 20, 'abcdefghijklmno\n');
  session.stdin.end(sent);
  const { stdout } = await outcome(session);
  expect(stdout.length).toBe(sent.length);
  expect(stdout === sent.toString()).toBe(true);
});

test('lets a command whose client does not read wait, without holding up the others', async () => {
  const slow = await container.exec(['sh', '-c', 'yes | head -c 20000000; echo end >&2']);
  const { stdout } = await outcome(await container.exec(['echo', 'quick']));
  expect(stdout).toBe('quick\n');
  const finished = await outcome(slow);
  expect([finished.stdout.length, finished.stderr]).toEqual([20_000_000, 'end\n']);
});

test('runs 500 commands at once, each with its own output and exit code, and leaves nothing of them', async () => {
  const { pid } = container.monitor;
  const descriptors = () => readdirSync(`/proc/${pid}/fd`).length;
  const before = descriptors();
  const run = async (n: number) =>
    outcome(await container.exec(['sh', '-c', `echo out ${n}; echo err ${n} >&2; exit ${n % 200}`]));
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  expect(await Promise.all(numbers.map(run))).toEqual(
    numbers.map((n) => ({ stdout: `out ${n}\n`, stderr: `err ${n}\n`, exitCode: n % 200 })),
  );
  // Fewer when a connection of the test before had not been closed yet.
  await eventually('the monitor holds nothing of them', async () => descriptors() <= before);
});

test('takes 500 commands that are there when the container ends with it', async () => {
  const other = await sandbox.start('sleep 1000');
  const sessions = await Promise.all(
    Array.from({ length: 500 }, () => other.exec(['sh', '-c', 'echo here; sleep 1000'])),
  );
  const outcomes = sessions.map(outcome);
  other.kill(9);
  // One that had not come as far as to write is told of its end all the same.
  for (const { exitCode, stdout } of await Promise.all(outcomes)) {
    expect(['here\n', '']).toContain(stdout);
    expect(exitCode).toBe(137);
  }
  expect(sandbox.leftCgroups(other.message.id)).toEqual([]);
});

test('does not wait for background processes that hold the streams', async () => {
  const session = await container.exec(['sh', '-c', 'sleep 500 & echo started']);
  expect(await outcome(session)).toEqual({ stdout: 'started\n', stderr: '', exitCode: 0 });
});

test('hangs up the terminal of a command whose client has gone', async () => {
  const session = await container.exec(
    ['sh', '-c', 'trap "echo hup > /tmp/hup; exit" HUP; echo; read x; read y'],
    {
      tty: true,
    },
  );
  // Its first output tells that the trap is set.
  await once(session.stdout, 'readable');
  session.close();
  const check = await container.exec([
    'sh',
    '-c',
    'until [ -s /tmp/hup ]; do sleep 0.01; done; cat /tmp/hup',
  ]);
  expect((await outcome(check)).stdout).toBe('hup\n');
});

test('lets a command with pipes go on when its client has gone', async () => {
  const session = await container.exec(['sh', '-c', 'cat; yes | head -c 300000; echo done > /tmp/on']);
  session.close();
  const check = await container.exec(['sh', '-c', 'until [ -s /tmp/on ]; do sleep 0.01; done; cat /tmp/on']);
  expect((await outcome(check)).stdout).toBe('done\n');
});

test('ends a connection that does not speak the protocol, and no other', async () => {
  const stranger = await container.connect();
  stranger.send({ type: 'StdinEnd' });
  expect(await stranger.next()).toBeUndefined();
  expect((await outcome(await container.exec(['true']))).exitCode).toBe(0);
});

test('reports commands killed by the end of the container', async () => {
  const other = await sandbox.start('sleep 1000');
  const session = await other.exec(['sh', '-c', 'echo here; sleep 1000']);
  await once(session.stdout, 'readable');
  other.kill(9);
  expect(await outcome(session)).toEqual({ stdout: 'here\n', stderr: '', exitCode: 137 });
});
