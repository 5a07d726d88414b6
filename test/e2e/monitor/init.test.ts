import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttachSession } from '../../../src/wire/attach-session.js';
import { eventually } from '../support/eventually.js';
import { type Running, Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

const INIT = { init: true };

async function inside(container: Running, script: string): Promise<string> {
  const session = await container.exec(['sh', '-c', script]);
  session.stderr.resume();
  return text(session.stdout);
}

test('the program is a child of the first process, whose exit code is its own', async () => {
  const { stdout, record } = await sandbox.run('echo $PPID; exit 7', INIT);
  expect(stdout).toBe('1\n');
  expect(record).toMatchObject({ exitCode: 7, signal: null });
  const killed = await sandbox.run('kill -9 $$', INIT);
  expect(killed.record).toMatchObject({ exitCode: 137 });
});

test('signals reach the program, also those that the first process of a container would not get', async () => {
  const plain = await sandbox.start('sleep 1000', INIT);
  plain.kill(15);
  await plain.monitor.control.expect('Ok');
  expect((await plain.finished()).record.exitCode).toBe(143);
  const trapping = await sandbox.start(
    'trap "echo caught; exit 3" USR1; echo ready; while :; do sleep 0.1; done',
    INIT,
  );
  await eventually('it listens', async () => trapping.log().length > 0);
  trapping.kill(10);
  await trapping.monitor.control.expect('Ok');
  const { stdout, record } = await trapping.finished();
  expect([stdout, record.exitCode]).toEqual(['ready\ncaught\n', 3]);
});

test('what the program’s children leave behind is reaped', async () => {
  const container = await sandbox.start(
    'sh -c "sh -c \\"sleep 0.1\\" & sh -c \\"exit 0\\" &"; sleep 1000',
    INIT,
  );
  await eventually('no zombie is left', async () => {
    const states = await inside(container, 'cat /proc/[0-9]*/stat | cut -d" " -f3');
    return (await inside(container, 'ls -d /proc/[0-9]*')).split('\n').length <= 6 && !states.includes('Z');
  });
});

test('nothing of the monitor shows in the container', async () => {
  const container = await sandbox.start('sleep 1000', INIT);
  expect(await inside(container, 'tr -d "\\0" < /proc/1/cmdline; echo; cat /proc/1/comm')).toBe(
    '/sbin/tscompose-init\ntscompose-init\n',
  );
  expect(
    await inside(container, 'ls -l /proc/1/exe /proc/1/fd 2>/dev/null; cat /proc/1/environ'),
  ).not.toContain('monitor');
});

test('a command that is not there fails the start as ever', async () => {
  const monitor = await sandbox.spawn(sandbox.message(['no-such-command'], INIT));
  expect(await monitor.control.expect('StartFailed')).toMatchObject({ step: 'exec' });
});

test('at a terminal the program is in the foreground', async () => {
  const message = sandbox.message(['sh', '-c', 'read x; echo got $x; sleep 1000'], {
    ...INIT,
    tty: true,
    stdinOpen: true,
    awaitAttach: 1,
  });
  const monitor = await sandbox.spawn(message);
  await monitor.control.expect('Listening');
  const all = { input: true, output: true, error: true, lossless: true };
  const session = await AttachSession.start(message.socketPath, all, AbortSignal.timeout(30_000));
  await monitor.control.expect('Started');
  session.stdin.write('word\n');
  let seen = '';
  for await (const chunk of session.stdout) {
    seen += String(chunk);
    if (seen.includes('got word')) session.stdin.write('\x03');
  }
  expect((await session.result).exitCode).toBe(130);
});
