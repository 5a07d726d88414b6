import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

const GATEWAY = '10.231.77.1';

let sandbox: Sandbox;
let resolver: Socket;

/** Knows every name, at one address. */
async function startResolver(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (packet, peer) => {
    const { id, questions = [] } = decode(packet);
    const answers = questions.flatMap(({ name, type }) =>
      type === 'A' ? [{ name, type: 'A' as const, ttl: 1, data: '192.0.2.77' }] : [],
    );
    // 0x8180: an answer, of one that asks others.
    socket.send(encode({ type: 'response', id, flags: 0x180, questions, answers }), peer.port, peer.address);
  });
  socket.bind(53, GATEWAY);
  await once(socket, 'listening');
  return socket;
}

beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: names
services:
  first: {image: tscompose/hello, command: [sleep]}
  web:
    image: tscompose/hello
    command: [sleep]
    hostname: web
    domainname: example.org
    dns: ${GATEWAY}
    dns_search: [one.test, two.test]
    dns_opt: ["ndots:2", "timeout:1"]
    extra_hosts: {db: 10.0.0.5, me: host-gateway, six: ["::1"]}
networks: {default: {ipam: {config: [{subnet: ${GATEWAY.replace(/1$/, '0')}/24}]}}}
`);
  await sandbox.ok(['up', '-d', 'first']);
  resolver = await startResolver();
  await sandbox.ok(['up', '-d']);
});

afterAll(async () => {
  resolver?.close();
  await sandbox[Symbol.asyncDispose]();
});

const inside = async (service: string, ...command: string[]) =>
  (await sandbox.ok(['exec', '-T', service, '/hello', ...command])).stdout;

it('a resolver of its own is asked for what is not on its networks', async () => {
  expect(await inside('web', 'dns', 'anything.test')).toBe('192.0.2.77\n');
  expect(await inside('web', 'dns', 'first')).toMatch(/^10\.231\.77\./);
  expect((await sandbox.run(['exec', '-T', 'first', '/hello', 'dns', 'anything.test'])).stdout).not.toContain(
    '192.0.2.77',
  );
});

it('domains and options go to resolv.conf', async () => {
  expect(await inside('web', 'cat', '/etc/resolv.conf')).toBe(
    'nameserver 127.0.0.11\nsearch one.test two.test\noptions ndots:2 timeout:1\n',
  );
});

it('its names go to /etc/hosts, as do those of the user', async () => {
  const hosts = (await inside('web', 'cat', '/etc/hosts')).trim().split('\n');
  expect(hosts).toEqual(expect.arrayContaining(['10.0.0.5\tdb', `${GATEWAY}\tme`, '::1\tsix']));
  expect(hosts.at(-1)).toMatch(/^10\.231\.77\.\d+\tweb\.example\.org web$/);
  expect(await inside('web', 'cat', '/proc/sys/kernel/domainname')).toBe('example.org\n');
});

it('flags of a container outside of all stacks do the same', async () => {
  const flags = [
    '--dns',
    '192.0.2.9',
    '--dns-search',
    '.',
    '--dns-option',
    'timeout:3',
    '--add-host',
    'me=host-gateway',
  ];
  const run = (...command: string[]) =>
    sandbox.ok(['container', 'run', '--rm', '-h', 'a.b.c', ...flags, 'tscompose/hello', 'cat', ...command]);
  expect((await run('/etc/resolv.conf')).stdout).toBe('nameserver 127.0.0.11\noptions timeout:3 ndots:0\n');
  expect((await run('/etc/hosts')).stdout).toMatch(/(\S+)\.1\tme\n\1\.2\ta\.b\.c a\n$/);
});

it('ports that are exposed are published with all others', async () => {
  await sandbox.ok([
    'container',
    'run',
    '-d',
    '--name',
    'expo',
    '-P',
    '--expose',
    '8000-8001',
    '--expose',
    '53/udp',
    'tscompose/hello',
    'sleep',
  ]);
  const { stdout } = await sandbox.ok(['container', 'port', 'expo']);
  for (const port of ['8000/tcp', '8001/tcp', '53/udp']) expect(stdout).toContain(`${port} -> 0.0.0.0:`);
  await sandbox.ok(['container', 'rm', '-f', 'expo']);
});

it('a name for this machine needs a way to it', async () => {
  const { code, stderr } = await sandbox.run([
    ...[
      'container',
      'run',
      '--rm',
      '--network',
      'none',
      '--add-host',
      'me:host-gateway',
      'tscompose/hello',
      'id',
    ],
  ]);
  expect([code, stderr]).toEqual([
    125,
    expect.stringContaining('on no network by which "host-gateway" could be reached'),
  ]);
});
