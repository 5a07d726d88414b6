import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: first
services:
  web:
    image: tscompose/hello
    command: [serve, --text, "hello from web"]
    ports: ["127.0.0.1::80"]
    networks: {front: {aliases: [greeter]}}
  client:
    image: tscompose/hello
    command: [sleep]
    networks: [front]
    depends_on: [web]
networks: {front: {}}
`;

test('a stack comes up, answers by alias and published port, and goes without a trace', async () => {
  await sandbox.stack(STACK);
  const up = await sandbox.ok(['up', '-d', '--wait']);
  expect(up.stdout).toBe('');
  expect(up.stderr).toContain(' Container first-web-1  Started\n');

  const inside = await sandbox.ok(['exec', '-T', 'client', '/hello', 'get', 'http://greeter/']);
  expect(inside.stdout).toContain('hello from web');

  const [row] = await psRows('web');
  const port = row?.Publishers.find(({ PublishedPort }) => PublishedPort !== 0)?.PublishedPort;
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(await answer.text()).toContain('hello from web');

  const down = await sandbox.ok(['down', '-t', '1']);
  expect(down.stderr).toContain(' Network first_front  Removed\n');
  expect((await sandbox.ok(['ps', '-a', '-q'])).stdout).toBe('');
});

test('a second up changes nothing, and a changed service alone is recreated', async () => {
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const before = await ids();
  const again = await sandbox.ok(['up', '-d']);
  const said = again.stderr.split('\n').sort();
  expect(said).toEqual(['', ' Container first-client-1  Running', ' Container first-web-1  Running']);
  expect(await ids()).toEqual(before);

  await sandbox.stack(STACK.replace('hello from web', 'changed'));
  await sandbox.ok(['up', '-d']);
  const after = await ids();
  expect(after.web).not.toBe(before.web);
  expect(after.client).toBe(before.client);
});

test('ps, images and logs tell what is there', async () => {
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  expect((await sandbox.ok(['ps', '--services'])).stdout.split('\n').sort()).toEqual(['', 'client', 'web']);
  expect((await sandbox.ok(['ps'])).stdout).toMatch(
    /^NAME +IMAGE +COMMAND +SERVICE +CREATED +STATUS +PORTS\nfirst-client-1 +tscompose\/hello +"\/hello sleep" +client /,
  );
  expect((await sandbox.ok(['images'])).stdout).toMatch(/first-web-1 +tscompose\/hello +latest/);
  expect((await sandbox.ok(['logs', 'web'])).stdout).toMatch(/^web-1 {2}\| serving on port 80\n/);
  const bare = await sandbox.ok(['logs', '-n', '1', '--no-log-prefix', 'web']);
  expect(bare.stdout).toBe('serving on port 80\n');
});

test('verbs that find nothing start no engine', async () => {
  await sandbox.stack(STACK);
  expect((await sandbox.ok(['ps', '-q'])).stdout).toBe('');
  expect((await sandbox.ok(['logs'])).stdout).toBe('');
  expect((await sandbox.ok(['down'])).stderr).toContain('No resource found to remove for project "first"');
  expect(await sandbox.enginePid()).toBeUndefined();
});

test('down works by name where no file is', async () => {
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  await sandbox.write('compose.yaml', 'name: other\nservices: {x: {image: tscompose/hello}}\n');
  await sandbox.ok(['-p', 'first', 'down', '-t', '0', '--remove-orphans']);
  expect((await sandbox.ok(['-p', 'first', 'ps', '-a', '-q'])).stdout).toBe('');
});

async function psRows(...services: string[]) {
  const { stdout } = await sandbox.ok(['ps', '--format', 'json', ...services]);
  return stdout
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { ID: string; Service: string; Publishers: { PublishedPort: number }[] },
    );
}

async function ids(): Promise<Record<string, string>> {
  return Object.fromEntries((await psRows()).map(({ Service, ID }) => [Service, ID]));
}
