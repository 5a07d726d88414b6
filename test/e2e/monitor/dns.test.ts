import { execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { decode, encode } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { helloPath } from '../../../src/native/monitor-path.js';
import { type Running, Sandbox } from './support/sandbox.js';

const PORT = 40_053;
const UPSTREAM = '127.77.5.3';

let sandbox: Sandbox;
let container: Running;
let resolver: Socket;
let table: string;

/** A resolver in the machine's own network namespace that knows one name. */
async function startResolver(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (packet, peer) => {
    const { id, questions = [] } = decode(packet);
    const [question] = questions;
    const known = question?.name === 'outside.example' && question.type === 'A';
    const answer = encode({
      type: 'response',
      ...(id === undefined ? {} : { id }),
      flags: known ? 0 : 3,
      questions,
      answers: known ? [{ type: 'A', name: 'outside.example', data: '192.0.2.80', ttl: 1 }] : [],
    });
    socket.send(answer, peer.port, peer.address);
  });
  socket.bind(53, UPSTREAM);
  await once(socket, 'listening');
  return socket;
}

function writeTable(content: string): void {
  writeFileSync(`${table}.new`, content);
  renameSync(`${table}.new`, table);
}

beforeAll(async () => {
  sandbox = await Sandbox.create();
  resolver = await startResolver();
  table = join(sandbox.directory, 'names');
  writeTable('web 10.9.0.2 10.9.0.3\n@10.9.0.2 demo-web-1\n');
  execFileSync('nsenter', [`--net=${sandbox.netnsPath}`, 'ip', 'link', 'set', 'lo', 'up']);
  const hello = { kind: 'bind', options: '', propagation: '', populate: false, readOnly: true };
  container = await sandbox.start('sleep 1000', {
    dnsPort: PORT,
    nameTable: [table],
    upstreamResolver: [UPSTREAM],
    mount: [{ ...hello, source: helloPath(), target: '/bin/hello' }],
  });
});
afterAll(async () => {
  resolver.close();
  await sandbox.dispose();
});

async function ask(name: string, ...options: readonly string[]): Promise<string> {
  const arg = ['hello', 'dns', name, '--server', '127.0.0.11', '--port', String(PORT), ...options];
  const session = await container.exec(arg);
  const [out, err] = await Promise.all([text(session.stdout), text(session.stderr)]);
  return out + err;
}

test('answers with all addresses of a name, each time another first, over UDP and TCP', async () => {
  expect(await ask('web')).toBe('10.9.0.2\n10.9.0.3\n');
  expect(await ask('WEB', '--tcp')).toBe('10.9.0.3\n10.9.0.2\n');
});

test('knows the name of an address', async () => {
  expect(await ask('10.9.0.2')).toBe('demo-web-1\n');
});

test('asks the resolvers of the machine for other names, and passes their refusal on', async () => {
  expect(await ask('outside.example')).toBe('192.0.2.80\n');
  expect(await ask('nobody')).toBe('hello: nothing for nobody (response code 3)\n');
});

test('follows a replaced table, also when no engine is connected', async () => {
  container.monitor.control.send({ type: 'Bye' });
  container.monitor.control.close();
  writeTable('web 10.9.0.4\n');
  expect(await ask('web')).toBe('10.9.0.4\n');
});

test('refuses to start when somebody has the port of its service', async () => {
  const second = await sandbox.spawn(sandbox.message(['true'], { dnsPort: PORT }));
  expect(await second.control.next()).toMatchObject({ type: 'StartFailed', step: 'network', call: 'bind' });
});
