import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartMessage } from '../../../src/wire/messages.js';
import { Sandbox } from './support/sandbox.js';

const ENOENT = 2;
const EACCES = 13;
const EADDRINUSE = 98;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

/** Starts what cannot start; checks that nothing is left of it. */
async function failure(arg: readonly string[], overrides: Partial<StartMessage> = {}) {
  const message = sandbox.message(arg, overrides);
  const monitor = await sandbox.spawn(message);
  const failed = await monitor.control.expect('StartFailed');
  await monitor.ended();
  expect(existsSync(message.socketPath)).toBe(false);
  expect(existsSync(message.exitPath)).toBe(false);
  expect(sandbox.leftCgroups(message.id)).toEqual([]);
  return failed;
}

test.each([
  ['a command that is on no directory of PATH', ['no-such-command'], ENOENT],
  ['a command by a path that does not exist', ['/bin/no-such-command'], ENOENT],
  ['a file that is not executable', ['/etc/passwd'], EACCES],
  ['a directory', ['/etc'], EACCES],
])('tells of %s in the step exec', async (_what, arg, errno) => {
  expect(await failure(arg)).toMatchObject({ step: 'exec', errorNumber: errno, subject: arg[0] });
});

test('names the bind source that is missing', async () => {
  const plain = { readOnly: false, options: '', propagation: '', populate: false };
  const mount = [{ kind: 'bind', source: '/no/such/source', target: '/mnt', ...plain }];
  expect(await failure(['true'], { mount })).toMatchObject({
    step: 'mount-source',
    errorNumber: ENOENT,
    subject: '/no/such/source',
  });
});

test('names the user that the image does not have', async () => {
  expect(await failure(['true'], { user: 'nobody-here' })).toMatchObject({
    step: 'user',
    subject: 'nobody-here',
  });
});

test('names the layer that is missing', async () => {
  const failed = await failure(['true'], { lower: ['/no/such/layer'] });
  expect(failed).toMatchObject({ step: 'mount-root', errorNumber: ENOENT, subject: '/no/such/layer' });
});

test('names the network namespace that is missing', async () => {
  const failed = await failure(['true'], { netnsPath: '/no/such/netns' });
  expect(failed).toMatchObject({ step: 'network', errorNumber: ENOENT, subject: '/no/such/netns' });
});

test('refuses a published port that somebody else has, and keeps it from others while it runs', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const reservePort = [{ protocol: 'tcp', ip: '127.0.0.1', port }];
  expect(await failure(['true'], { reservePort })).toMatchObject({
    step: 'reserve-port',
    errorNumber: EADDRINUSE,
    subject: `127.0.0.1:${port}/tcp`,
  });
  await new Promise((resolve) => server.close(resolve));

  const container = await sandbox.start('sleep 100', { reservePort });
  const refused = await new Promise<NodeJS.ErrnoException>((resolve) => {
    server.once('error', resolve).listen(port, '127.0.0.1');
  });
  expect(refused.code).toBe('EADDRINUSE');
  expect(await failure(['true'], { reservePort })).toMatchObject({ step: 'reserve-port' });
  container.kill(9);
  await container.monitor.control.expect('Ok');
  await container.finished();
});

test('refuses to start a container that another monitor looks after', async () => {
  const container = await sandbox.start('sleep 100');
  const other = await sandbox.spawn(container.message);
  expect(await other.control.expect('StartFailed')).toMatchObject({ step: 'lock' });
  await other.ended();
  expect(existsSync(container.message.socketPath)).toBe(true);
  container.kill(9);
  await container.monitor.control.expect('Ok');
  const { record } = await container.finished();
  expect(record).toMatchObject({ exitCode: 137, signal: 9 });
});
