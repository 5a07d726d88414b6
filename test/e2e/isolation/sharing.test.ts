import { readdir, readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { running } from '../support/containers.js';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: share
x-plain: &plain {image: tscompose/hello, command: [sleep], stop_signal: SIGKILL}
services:
  own: {<<: *plain, command: [serve, --port, "8077"], hostname: owner, ipc: shareable}
  beside: {<<: *plain, network_mode: "service:own"}
  third: {<<: *plain, network_mode: "container:share-beside-1", depends_on: [beside]}
  machine: {<<: *plain, network_mode: host}
  nowhere: {<<: *plain, network_mode: none}
  processes: {<<: *plain, pid: "service:own"}
  memory: {<<: *plain, ipc: "service:own"}
  all: {<<: *plain, pid: host, ipc: host, uts: host}
`);
  await sandbox.ok(['up', '-d']);
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const inside = async (service: string, ...command: string[]) =>
  (await sandbox.ok(['exec', '-T', service, '/hello', ...command])).stdout;

async function namespace(service: string, kind: string): Promise<string> {
  return readlink(`/proc/${(await running(sandbox, `share-${service}-1`)).init}/ns/${kind}`);
}

const KINDS = ['mnt', 'pid', 'net', 'uts', 'ipc', 'cgroup'];

/** Kinds of namespaces that two have in common; the machine is `/`. */
async function common(service: string, other: string): Promise<readonly string[]> {
  const of = (name: string, kind: string) =>
    name === '/' ? readlink(`/proc/self/ns/${kind}`) : namespace(name, kind);
  const found: string[] = [];
  for (const kind of KINDS) if ((await of(service, kind)) === (await of(other, kind))) found.push(kind);
  return found;
}

describe('a container has in common what was asked for, and nothing else', () => {
  it.each([
    ['beside', 'own', ['net']],
    ['third', 'own', ['net']],
    ['processes', 'own', ['pid']],
    ['memory', 'own', ['ipc']],
    ['own', '/', []],
    ['beside', '/', []],
    ['machine', '/', ['net']],
    ['nowhere', '/', []],
    ['all', '/', ['pid', 'uts', 'ipc']],
  ])('%s with %s: %j', async (service, other, kinds) => {
    expect(await common(service, other)).toEqual(kinds);
  });
});

it('what shares a network reaches the other at its own loopback, and goes by its names', async () => {
  expect(await inside('beside', 'get', 'http://127.0.0.1:8077/')).not.toBe('');
  expect(await inside('third', 'dns', 'own')).toMatch(/^\d+\.\d+\.\d+\.\d+\n$/);
  for (const file of ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']) {
    expect(await inside('beside', 'cat', file)).toBe(await inside('own', 'cat', file));
  }
  expect(await inside('beside', 'id')).toMatch(/^Host:\towner$/m);
});

it('on the network of the machine its settings stay as they are, and its names are heeded', async () => {
  const setting = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
  expect(await inside('machine', 'cat', setting)).toBe(await readFile(setting, 'utf8'));
  expect(await inside('machine', 'cat', '/etc/hosts')).toBe(await readFile('/etc/hosts', 'utf8'));
  expect(await inside('machine', 'id')).toContain(`Host:\t${hostname()}\n`);
  expect(
    (await sandbox.run(['exec', '-T', 'machine', '/hello', 'write', '/sys/kernel/uevent_seqnum', 'x'])).code,
  ).not.toBe(0);
});

it('on the default bridge it is beside containers of no stack, and the bridge goes with it', async () => {
  const file =
    'name: bridged\nservices: {web: {image: tscompose/hello, command: [serve, --text, bridged], network_mode: bridge}}\n';
  await sandbox.write('bridged.yaml', file);
  await sandbox.ok(['-f', 'bridged.yaml', 'up', '-d']);
  const { stdout } = await sandbox.ok([
    'container',
    'run',
    '--rm',
    'tscompose/hello',
    'get',
    'http://bridged-web-1/',
  ]);
  expect(stdout).toContain('bridged');
  await sandbox.ok(['-f', 'bridged.yaml', 'up', '-d', '--force-recreate', '-t', '0']);
  const inspected = await sandbox.ok(['container', 'inspect', 'bridged-web-1']);
  expect(JSON.parse(inspected.stdout)[0].HostConfig.NetworkMode).toBe('bridge');
  await sandbox.ok(['-f', 'bridged.yaml', 'down', '-t', '0']);
  const names = (await readdir(join(sandbox.root, 'networks'))).map((name) =>
    readFile(join(sandbox.root, 'networks', name), 'utf8'),
  );
  expect((await Promise.all(names)).filter((text) => /"name":\s*"bridge"/.test(text))).toEqual([]);
});

it('without any network there is the loopback alone', async () => {
  const devices = (await inside('nowhere', 'cat', '/proc/net/dev'))
    .split('\n')
    .filter((line) => line.includes(':'));
  expect(devices.map((line) => line.split(':')[0]?.trim())).toEqual(['lo']);
});

it('shared memory and processes of the other are seen, and go on without whoever shared them', async () => {
  await inside('own', 'write', '/dev/shm/segment', 'shared');
  expect(await inside('memory', 'cat', '/dev/shm/segment')).toBe('shared\n');
  expect(await inside('processes', 'cat', '/proc/1/cmdline')).toContain('serve');
  await sandbox.ok(['kill', 'processes', 'memory']);
  expect(await inside('own', 'cat', '/dev/shm/segment')).toBe('shared\n');
  await sandbox.ok(['start', 'processes', 'memory']);
});

it('what shares with a container that is made anew is made anew with it, and up again finds nothing to do', async () => {
  await sandbox.write('override.yaml', 'services: {own: {environment: {CHANGED: "1"}}}\n');
  const files = ['-f', 'compose.yaml', '-f', 'override.yaml'];
  const { stdout } = await sandbox.run([...files, 'plan']);
  expect(stdout).toMatch(/share-beside-1: recreate[\s\S]*?network_mode: service own is started anew/);
  await sandbox.ok([...files, 'up', '-d']);
  expect(await common('beside', 'own')).toEqual(['net']);
  expect(await common('processes', 'own')).toEqual(['pid']);
  expect((await sandbox.ok([...files, 'plan'])).code).toBe(0);
  await sandbox.ok(['up', '-d']);
});

it('a restart of the other takes along what shares with it', async () => {
  await sandbox.ok(['restart', '-t', '0', 'own']);
  expect(await common('beside', 'own')).toEqual(['net']);
  expect(await inside('beside', 'get', 'http://127.0.0.1:8077/')).not.toBe('');
});

it('containers go on, and are taken over, when the engine is killed', async () => {
  process.kill((await sandbox.enginePid()) ?? 0, 'SIGKILL');
  expect(await common('beside', 'own')).toEqual(['net']);
  expect(await inside('machine', 'echo', 'here')).toBe('here\n');
  expect((await sandbox.ok(['ps', '-q'])).stdout.trim().split('\n')).toHaveLength(8);
});

it.each([
  ['network_mode: "service:own"\n    ports: ["80"]', 'port publishing and the container type network mode'],
  ['network_mode: "service:own"\n    hostname: x', 'hostname and the network mode'],
  ['network_mode: host\n    sysctls: {net.core.somaxconn: 5}', 'sysctls of the network and the network mode'],
  ['uts: host\n    hostname: x', 'hostname and the UTS mode'],
  ['network_mode: "container:nosuch"', 'wrong-web-1 cannot join the network of nosuch: no such container'],
  ['ipc: "container:share-third-1"', 'the IPC namespace of share-third-1 is its own alone'],
])('%s is refused at its place', async (text, problem) => {
  const file = `name: wrong\nservices:\n  own: {image: tscompose/hello, command: [sleep]}\n  web:\n    image: tscompose/hello\n    command: [sleep]\n    ${text}\n`;
  await sandbox.write('wrong.yaml', file);
  const { code, stderr } = await sandbox.run(['-f', 'wrong.yaml', 'up', '-d']);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`wrong\\.yaml:[78][\\s\\S]*${problem}`)),
  ]);
  await sandbox.ok(['-f', 'wrong.yaml', 'down', '-t', '0']);
});

it('flags and inspect have the words of Docker', async () => {
  const flags = ['--network', 'container:share-own-1', '--pid', 'container:share-own-1', '--uts', 'host'];
  await sandbox.ok([
    'container',
    'run',
    '-d',
    '--name',
    'guest',
    ...flags,
    '--ipc',
    'shareable',
    'tscompose/hello',
    'sleep',
  ]);
  const { stdout } = await sandbox.ok(['container', 'inspect', 'guest']);
  expect(JSON.parse(stdout)[0].HostConfig).toMatchObject({
    NetworkMode: 'container:share-own-1',
    PidMode: 'container:share-own-1',
    UTSMode: 'host',
    IpcMode: 'shareable',
  });
  await sandbox.ok(['container', 'rm', '-f', 'guest']);
  const { code, stderr } = await sandbox.run([
    'container',
    'run',
    '--rm',
    '--network',
    'host',
    '-p',
    '80:80',
    'tscompose/hello',
    'id',
  ]);
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining('published ports are discarded when using host network mode'),
  ]);
});
