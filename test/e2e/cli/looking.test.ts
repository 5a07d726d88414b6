import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: look
services:
  web:
    image: tscompose/hello
    command: [serve, --text, hello]
    volumes: ["data:/data", /anonymous]
    labels: {role: front}
  db: {image: tscompose/hello, command: [sleep]}
volumes: {data: {}}
`;

test('where nothing is, nothing is shown, and no engine starts', async () => {
  expect((await sandbox.ok(['ls'])).stdout).toBe('NAME                STATUS              CONFIG FILES\n');
  expect((await sandbox.ok(['ls', '--format', 'json'])).stdout).toBe('[]\n');
  expect((await sandbox.ok(['top'])).stdout).toBe('');
  expect((await sandbox.ok(['volumes'])).stdout).toBe('DRIVER    VOLUME NAME\n');
  expect(await sandbox.enginePid()).toBeUndefined();
});

test('ls, top, volumes and stats tell of what runs', async () => {
  await sandbox.ok(['up', '-d']);
  const file = join(sandbox.project, 'compose.yaml');
  expect(JSON.parse((await sandbox.ok(['ls', '--format', 'json'])).stdout)).toEqual([
    { Name: 'look', Status: 'running(2)', ConfigFiles: file },
  ]);
  expect((await sandbox.ok(['ls', '-q', '--filter', 'name=^l'])).stdout).toBe('look\n');

  await sandbox.ok(['exec', '-d', 'db', '/hello', 'sleep', '1000']);
  const { stdout } = await sandbox.ok(['top', 'db']);
  const [head, ...rows] = stdout.trimEnd().split('\n');
  expect(head).toMatch(/^SERVICE {2}# {3}UID {3}PID +PPID +C {3}STIME {2}TTY {2}TIME {6}CMD$/);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^db +1 +root +\d+ +\d+ +\d+ +\d\d:\d\d +\? +00:00:0\d +\/hello sleep$/);
  expect(rows[1]).toMatch(/\/hello sleep 1000$/);

  expect((await sandbox.ok(['volumes', '-q'])).stdout).toBe('look_data\n');
  expect((await sandbox.ok(['volumes', 'db', '-q'])).stdout).toBe('');
  expect((await sandbox.ok(['volumes', 'web', '--format', '{{.Driver}} {{.Mountpoint}}'])).stdout).toBe(
    `local ${sandbox.root}/volumes/look_data/_data\n`,
  );

  const stats = (await sandbox.ok(['stats', '--no-stream', '--format', 'json', 'db'])).stdout;
  expect(JSON.parse(stats)).toMatchObject({
    Name: 'look-db-1',
    PIDs: '2',
    CPUPerc: expect.stringMatching(/^\d+\.\d\d%$/),
    MemUsage: expect.stringMatching(/^[1-9][\d.]*[KM]?i?B \/ [1-9][\d.]*[GT]iB$/),
    NetIO: expect.stringMatching(/B \/ .*B$/),
  });
  await sandbox.ok(['stop', '-t', '0', 'db']);
  expect((await sandbox.ok(['stats', '--no-stream', '--format', '{{.Name}}'])).stdout).toBe('look-web-1\n');
  expect(
    (await sandbox.ok(['stats', '--no-stream', '-a', '--format', '{{.Name}} {{.PIDs}}'])).stdout,
  ).toContain('look-db-1 0\n');
  expect((await sandbox.ok(['ls', '-a'])).stdout).toContain('exited(1), running(1)');
});

test('stats goes on until it is interrupted, and compares what it sees', async () => {
  await sandbox.ok(['up', '-d', 'db']);
  const stats = sandbox.start(['stats', '--format', '{{.CPUPerc}}']);
  await stats.until(/^--\n\d+\.\d\d%\n\d+\.\d\d%\n/);
  stats.child.kill('SIGINT');
  expect((await stats.ended).code).toBe(0);
});

test('events are told as they happen, and afterwards', async () => {
  await sandbox.ok(['up', '-d', 'db']);
  const events = sandbox.start(['events', '--json']);
  const other = sandbox.start(['events', 'db']);
  // Whoever is told of one has been listening since; what is told twice is told in order.
  let seen = false;
  void events.until(/"action":"kill"/).then(() => {
    seen = true;
  });
  while (!seen) await sandbox.ok(['kill', '-s', 'CONT', 'db']);
  await sandbox.ok(['up', '-d', 'web']);
  await sandbox.ok(['pause', 'web']);
  await sandbox.ok(['stop', '-t', '10', 'web']);
  await sandbox.ok(['rm', '-f', '-v', 'web']);
  await events.until(/"action":"destroy"/);
  events.child.kill('SIGINT');
  expect((await events.ended).code).toBe(130);
  interface Told {
    readonly action: string;
    readonly service: string;
    readonly attributes: Readonly<Record<string, string>>;
  }
  const told = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Told)
      .filter(({ service }) => service === 'web');
  const expected = ['create', 'start', 'pause', 'kill', 'unpause', 'die', 'stop', 'destroy'];
  const live = told(events.stdout());
  expect(live.map(({ action }) => action)).toEqual(expected);
  expect(live.find(({ action }) => action === 'die')?.attributes).toMatchObject({
    exitCode: '0',
    name: 'look-web-1',
    image: 'tscompose/hello',
    role: 'front',
  });
  const past = (await sandbox.ok(['events', '--json', '--since', '10m', '--until', '0s', 'web'])).stdout;
  expect(told(past)).toEqual(live);
  other.child.kill('SIGINT');
  expect((await other.ended).stdout).not.toContain('look-web-1');
});

test("a service's container is exported and committed by its number", async () => {
  await sandbox.ok(['up', '-d', '--scale', 'db=2']);
  const file = join(sandbox.project, 'db.tar');
  await sandbox.ok(['export', '--index', '2', '-o', file, 'db']);
  expect(readFileSync(file).includes('hello')).toBe(true);
  await sandbox.ok(['stop', '-t', '0', 'db']);
  const { stdout } = await sandbox.ok(['commit', '-c', 'LABEL made=here', 'db', 'look/db:kept']);
  expect(stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/);
  expect((await sandbox.ok(['image', 'inspect', 'look/db:kept'])).stdout).toContain('"made": "here"');
  const none = await sandbox.run(['commit', '--index', '3', 'db']);
  expect(none).toMatchObject({ code: 1 });
  expect(none.stderr).toContain('service "db" is not running container #3');
});

test('commands are among the events with an id of their own, those of health checks are not', async () => {
  await sandbox.ok(['up', '-d', 'db']);
  const events = sandbox.start(['events', '--json']);
  let seen = false;
  void events.until(/"action":"kill"/).then(() => {
    seen = true;
  });
  while (!seen) await sandbox.ok(['kill', '-s', 'CONT', 'db']);
  expect((await sandbox.run(['exec', '-T', 'db', '/hello', 'exit', '3'])).code).toBe(3);
  await sandbox.ok(['exec', '-d', 'db', '/hello', 'sleep', '0']);
  await events.until(/exec_die[\s\S]*exec_die/);
  events.child.kill('SIGINT');
  await events.ended;
  const told = events
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { action: string; attributes: Record<string, string> })
    .filter(({ action }) => action.startsWith('exec'));
  expect(told.map(({ action, attributes }) => [action, attributes.exitCode])).toEqual([
    ['exec_create: /hello exit 3', undefined],
    ['exec_start: /hello exit 3', undefined],
    ['exec_die', '3'],
    ['exec_create: /hello sleep 0', undefined],
    ['exec_start: /hello sleep 0', undefined],
    ['exec_die', '0'],
  ]);
  const ids = told.map(({ attributes }) => attributes.execID);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(new Set(ids).size).toBe(2);
});

test('exec -d leaves a command to itself, and says what cannot begin', async () => {
  await sandbox.ok(['up', '-d']);
  expect(await sandbox.ok(['exec', '-d', 'db', '/hello', 'sleep', '77'])).toMatchObject({
    stdout: '',
    stderr: '',
  });
  expect((await sandbox.ok(['top', 'db'])).stdout).toContain('/hello sleep 77');
  expect(await sandbox.run(['exec', '-d', 'db', '/nope'])).toMatchObject({ code: 127 });
});
