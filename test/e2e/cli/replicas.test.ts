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
name: many
services:
  web:
    image: tscompose/hello
    command: [serve, --text, "hello from web"]
    scale: 3
  client:
    image: tscompose/hello
    command: [sleep]
    depends_on: [web]
`;

interface Row {
  readonly ID: string;
  readonly Name: string;
  readonly Publishers: readonly { readonly PublishedPort: number }[];
}

async function rows(service = 'web'): Promise<readonly Row[]> {
  const { stdout } = await sandbox.ok(['ps', '--format', 'json', service]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as Row)
    .sort((left, right) => (left.Name < right.Name ? -1 : 1));
}

async function names(): Promise<readonly string[]> {
  return (await rows()).map(({ Name }) => Name);
}

test('replicas come and go by file and flag, and share the name of their service', async () => {
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  expect(await names()).toEqual(['many-web-1', 'many-web-2', 'many-web-3']);

  const own = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const { stdout } = await sandbox.ok(['exec', '-T', 'client', '/hello', 'dns', `many-web-${number}`]);
      return stdout.trim();
    }),
  );
  expect(new Set(own).size).toBe(3);
  const shared = await sandbox.ok(['exec', '-T', 'client', '/hello', 'dns', 'web']);
  expect(shared.stdout.trim().split('\n').sort()).toEqual([...own].sort());
  const firsts = new Set<string>();
  for (let asked = 0; asked < 60 && firsts.size < 3; asked++) {
    const { stdout } = await sandbox.ok(['exec', '-T', 'client', '/hello', 'dns', 'web']);
    firsts.add(stdout.split('\n')[0] ?? '');
  }
  expect(firsts.size).toBe(3);

  const before = await rows();
  await sandbox.ok(['up', '-d', '--scale', 'web=4', '--scale', 'web=2']);
  expect((await rows()).map(({ ID }) => ID)).toEqual(before.slice(0, 2).map(({ ID }) => ID));
  await sandbox.ok(['up', '-d', '--scale', 'web=0']);
  expect(await names()).toEqual([]);
});

test('scale changes the number of some services alone', async () => {
  await sandbox.stack(STACK);
  const more = await sandbox.ok(['scale', 'client=2', 'web=2']);
  expect(more.stderr).toContain(' Container many-client-2  Started\n');
  expect(await names()).toEqual(['many-web-1', 'many-web-2']);
  const fewer = await sandbox.ok(['scale', '--no-deps', 'client=1']);
  expect(fewer.stderr).toContain(' Container many-client-2  Removed\n');
  expect(fewer.stderr).not.toContain('many-web');
  expect(await names()).toEqual(['many-web-1', 'many-web-2']);
  expect(await sandbox.run(['scale', 'web'])).toMatchObject({
    code: 1,
    stderr: 'invalid scale specifier: web\nhint: NUM is a whole number from 0.\n',
  });
});

test('exec and logs tell replicas apart', async () => {
  await sandbox.stack(STACK.replace('scale: 3', 'scale: 2'));
  await sandbox.ok(['up', '-d']);
  const hostname = async (...flags: string[]) =>
    (await sandbox.ok(['exec', '-T', ...flags, 'web', '/hello', 'env'])).stdout.match(/HOSTNAME=(\S+)/)?.[1];
  const [first, second] = await rows();
  expect(first?.ID.startsWith((await hostname()) ?? 'none')).toBe(true);
  expect(second?.ID.startsWith((await hostname('--index', '2')) ?? 'none')).toBe(true);
  const missing = await sandbox.run(['exec', '-T', '--index', '3', 'web', '/hello', 'env']);
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.stderr).toContain('service "web" is not running container #3\n');
  const { stdout } = await sandbox.ok(['logs', 'web']);
  expect(stdout.split('\n').sort()).toEqual([
    '',
    'web-1  | serving on port 80',
    'web-2  | serving on port 80',
  ]);
});

test('each replica keeps its own anonymous volume when the service changes', async () => {
  const file = STACK.replace('scale: 3', 'scale: 2\n    volumes: [/data]');
  await sandbox.stack(file);
  await sandbox.ok(['up', '-d']);
  for (const index of ['1', '2']) {
    await sandbox.ok([
      'exec',
      '-T',
      '--index',
      index,
      'web',
      '/hello',
      'write',
      '/data/me',
      `replica ${index}`,
    ]);
  }
  await sandbox.stack(file.replace('hello from web', 'changed'));
  await sandbox.ok(['up', '-d']);
  for (const index of ['1', '2']) {
    const { stdout } = await sandbox.ok(['exec', '-T', '--index', index, 'web', '/hello', 'cat', '/data/me']);
    expect(stdout).toContain(`replica ${index}`);
  }
});

test('a range of host ports is shared out from the lowest on, also when the replicas are replaced', async () => {
  const base = 20_000 + (process.pid % 20_000);
  const file = (range: string, text: string) =>
    STACK.replace('scale: 3', `scale: 3\n    ports: ["127.0.0.1:${range}:80"]`).replace(
      'hello from web',
      text,
    );
  const ports = async () => (await rows()).map(({ Publishers }) => Publishers[0]?.PublishedPort);
  await sandbox.stack(file(`${base}-${base + 9}`, 'one'));
  await sandbox.ok(['up', '-d']);
  const shared = await ports();
  expect(shared).toEqual([...shared].sort((left, right) => Number(left) - Number(right)));
  expect(new Set(shared).size).toBe(3);
  await sandbox.stack(file(`${base}-${base + 9}`, 'two'));
  await sandbox.ok(['up', '-d']);
  expect(await ports()).toEqual(shared);
  expect(await (await fetch(`http://127.0.0.1:${shared[2]}/`)).text()).toContain('two');

  await sandbox.ok(['down', '-t', '0']);
  await sandbox.stack(file(`${shared[0]}`, 'one'));
  const failed = await sandbox.run(['up', '-d']);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(
    `service web is to have 3 containers, but only one can have host port ${shared[0]};`,
  );
  expect(failed.stderr).toContain(
    `port 127.0.0.1:${shared[0]}/tcp is already in use by container many-web-1`,
  );
  expect(await names()).toEqual(['many-web-1']);
});

test.each([
  ['web', 'invalid --scale option "web". Should be SERVICE=NUM\n'],
  ['web=x', 'invalid --scale option "web=x". Should be SERVICE=NUM\n'],
  ['wep=2', 'no such service: wep\nhint: Did you mean "web"?\n'],
])('--scale %s is refused', async (value, message) => {
  await sandbox.stack(STACK);
  const { code, stderr } = await sandbox.run(['up', '-d', '--scale', value]);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});
