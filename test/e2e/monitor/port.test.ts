import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { helloPath } from '../../../src/native/monitor-path.js';
import { connectPort } from '../../../src/wire/port-connection.js';
import { eventually } from '../support/eventually.js';
import { type Running, Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
let container: Running;
beforeAll(async () => {
  sandbox = await Sandbox.create();
  execFileSync('nsenter', [`--net=${sandbox.netnsPath}`, 'ip', 'link', 'set', 'lo', 'up']);
  const hello = { kind: 'bind', options: '', propagation: '', populate: false, readOnly: true };
  container = await sandbox.start('exec hello serve --port 8080 --text served', {
    mount: [{ ...hello, source: helloPath(), target: '/bin/hello' }],
  });
});
afterAll(() => sandbox.dispose());

function ask(port: number, request = '', addresses = ['127.0.0.1']) {
  const isEnough = (answer: Buffer) => request === '' || answer.includes('\r\n');
  return connectPort(
    container.message.socketPath,
    { addresses, port, request },
    isEnough,
    AbortSignal.timeout(20_000),
  );
}

async function askUntilListening(port: number, request?: string, addresses?: string[]) {
  return eventually(`port ${port} listens`, async () => {
    const answer = await ask(port, request, addresses);
    return 'connected' in answer && answer;
  });
}

test('a port that listens on the loopback of the container lets the monitor in', async () => {
  expect(await askUntilListening(8080)).toMatchObject({ connected: '127.0.0.1' });
});

test('a port that nobody listens on is refused', async () => {
  expect(await ask(81)).toEqual({ refused: 'ECONNREFUSED' });
});

test('addresses are tried one after the other', async () => {
  const answer = await askUntilListening(8080, '', ['192.0.2.1', 'fe80::1', '127.0.0.1']);
  expect(answer).toMatchObject({ connected: '127.0.0.1' });
});

test('a request is sent, and the beginning of its answer comes back', async () => {
  const answer = await askUntilListening(8080, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(answer.answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test('an address or port that makes no sense is refused', async () => {
  expect(await ask(8080, '', ['web'])).toEqual({ refused: 'EINVAL' });
  expect(await ask(70_000)).toEqual({ refused: 'EINVAL' });
  expect(await ask(8080, '', [])).toEqual({ refused: 'EINVAL' });
});

test('the monitor only visits the network of the container', async () => {
  await ask(8080);
  const network = (pid: number | 'self') => readlinkSync(`/proc/${pid}/ns/net`);
  expect(network(container.monitor.pid)).toBe(network('self'));
});
