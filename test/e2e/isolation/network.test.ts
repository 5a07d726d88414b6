import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  left: {image: tscompose/hello, command: [serve, --text, left], networks: {front: {aliases: [both]}}}
  right: {image: tscompose/hello, command: [serve, --text, right], networks: {front: {aliases: [both]}}}
  front: {image: tscompose/hello, command: [sleep], networks: [front]}
  back: {image: tscompose/hello, command: [sleep], networks: [back]}
  web: {image: tscompose/hello, command: [serve, --text, published], networks: [back], ports: ["80"]}
  echo: {image: tscompose/hello, command: [udp-echo], networks: [back], ports: ["7/udp"]}
networks: {front: {}, back: {}}
`);
  await sandbox.ok(['up', '-d']);
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

async function addresses(from: string, name: string): Promise<readonly string[]> {
  const { code, stdout } = await sandbox.run(['exec', '-T', from, '/hello', 'dns', name]);
  return code === 0 ? stdout.trim().split('\n') : [];
}

/** Loopback, and an address of this machine where it has one. */
function hostAddresses(): readonly string[] {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address?.family === 'IPv4' && !address.internal)
    .map((address) => address?.address ?? '');
  return ['127.0.0.1', ...others.slice(0, 1)];
}

async function publishedPort(service: string): Promise<number> {
  const { stdout } = await sandbox.ok(['ps', '--format', 'json', service]);
  const { Publishers } = JSON.parse(stdout) as { Publishers: readonly { readonly PublishedPort: number }[] };
  return Publishers.find(({ PublishedPort }) => PublishedPort > 0)?.PublishedPort ?? 0;
}

it('resolves names within shared networks only', async () => {
  expect(await addresses('front', 'left')).toHaveLength(1);
  expect(await addresses('front', 'demo-left-1')).toHaveLength(1);
  expect(await addresses('back', 'web')).toHaveLength(1);
  for (const name of ['left', 'both', 'demo-left-1']) expect(await addresses('back', name)).toEqual([]);
  for (const name of ['web', 'demo-web-1']) expect(await addresses('front', name)).toEqual([]);
});

it('answers with all containers behind one alias, now one first, now the other', async () => {
  const answers: (readonly string[])[] = [];
  for (let i = 0; i < 12; i++) answers.push(await addresses('front', 'both'));
  expect(answers[0]).toHaveLength(2);
  expect(new Set(answers.map(([first]) => first)).size).toBe(2);
});

it('is reached by its published TCP port at loopback and at an address of the machine', async () => {
  const port = await publishedPort('web');
  for (const address of hostAddresses()) {
    const response = await fetch(`http://${address}:${port}/`);
    expect(await response.text()).toContain('published');
  }
});

it('is reached by its published UDP port at loopback and at an address of the machine', async () => {
  const port = await publishedPort('echo');
  for (const address of hostAddresses()) {
    const socket = createSocket('udp4');
    socket.send('ping', port, address);
    const [message] = (await once(socket, 'message', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
    socket.close();
    expect(message.toString()).toBe('ping');
  }
});
