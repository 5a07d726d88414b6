import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: once
services:
  web:
    image: tscompose/hello
    command: [serve, --text, hello]
    container_name: fixed
    restart: always
    environment: {SET: file}
    ports: ["127.0.0.1::80"]
    volumes: [/anonymous]
    depends_on: {db: {condition: service_healthy}}
  db:
    image: tscompose/hello
    command: [sleep]
    healthcheck: {test: [CMD, /hello, echo, fine], interval: 50ms}
`;

interface Row {
  readonly ID: string;
  readonly Name: string;
  readonly Service: string;
  readonly State: string;
  readonly Labels: string;
  readonly ExitCode: number;
}

async function rows(...flags: readonly string[]): Promise<readonly Row[]> {
  const { stdout } = await sandbox.ok(['ps', '--format', 'json', ...flags]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

test('a one-off container runs after what it needs, with its exit code, and stays unless --rm', async () => {
  const { code, stdout, stderr } = await sandbox.run(['run', 'web', 'exit', '7']);
  expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
  expect(stderr).toContain(' Container once-db-1  Healthy\n');
  expect(stderr).not.toContain('once-web-run');
  expect((await rows()).map(({ Name }) => Name)).toEqual(['once-db-1']);
  const [oneOff] = (await rows('-a')).filter(({ Service }) => Service === 'web');
  expect(oneOff).toMatchObject({ State: 'exited', ExitCode: 7 });
  expect(oneOff?.Name).toMatch(/^once-web-run-[0-9a-f]{12}$/);
  expect(oneOff?.Labels).toContain('com.docker.compose.oneoff=True');
  expect(oneOff?.Labels).not.toContain('container-number');

  const gone = await sandbox.ok(['run', '--rm', 'web', 'echo', 'hi']);
  expect(gone.stdout).toBe('hi\n');
  expect(await rows('-a')).toHaveLength(2);

  // `up` takes it for none of its own, and `down` leaves it to those who want orphans to go.
  await sandbox.ok(['up', '-d']);
  expect((await rows()).map(({ Name }) => Name).sort()).toEqual(['fixed', 'once-db-1']);
  await sandbox.ok(['down', '-t', '0', '-v']);
  expect((await rows('-a')).map(({ Name }) => Name)).toEqual([oneOff?.Name]);
  await sandbox.ok(['down', '--remove-orphans', '-v']);
  expect(await rows('-a')).toEqual([]);
});

test('flags shape the container', async () => {
  const files = await sandbox.write('more.env', 'FROM_FILE="x y"\nSET=env-file\n');
  const { stdout } = await sandbox.ok(
    [
      'run',
      '--rm',
      '--no-deps',
      '-e',
      'SET',
      '-e',
      'PLAIN=1',
      '--env-from-file',
      files,
      '-w',
      '/',
      'web',
      'env',
    ],
    { env: { SET: 'caller' } },
  );
  const lines = stdout.split('\n');
  expect(lines).toEqual(expect.arrayContaining(['SET=caller', 'PLAIN=1', 'FROM_FILE=x y']));
  expect(await rows('-a')).toEqual([]);
  expect((await sandbox.ok(['run', '--rm', '--no-deps', '-u', '7:8', 'web', 'id'])).stdout).toContain(
    'Uid:\t7\t',
  );
  expect(
    (await sandbox.ok(['run', '--rm', '--no-deps', '--entrypoint', '/hello echo', 'web', 'x'])).stdout,
  ).toBe('x\n');

  await sandbox.write('given/inside', 'text');
  const listed = await sandbox.ok([
    'run',
    '--rm',
    '--no-deps',
    '-v',
    './given:/given:ro',
    'web',
    'ls',
    '/given',
  ]);
  expect(listed.stdout).toContain('inside');

  const detached = await sandbox.ok([
    'run',
    '-d',
    '--no-deps',
    '--name',
    'mine',
    '-l',
    'role=test',
    '-P',
    'web',
  ]);
  expect(detached.stdout).toMatch(/^[0-9a-f]{64}\n$/);
  const inspected = JSON.parse((await sandbox.ok(['container', 'inspect', 'mine'])).stdout)[0];
  expect(inspected.Config.Labels.role).toBe('test');
  expect(inspected.HostConfig).toMatchObject({ AutoRemove: false, RestartPolicy: { Name: 'no' } });
  const [{ HostPort }] = inspected.NetworkSettings.Ports['80/tcp'];
  expect(await (await fetch(`http://127.0.0.1:${HostPort}/`)).text()).toContain('hello');
  const taken = await sandbox.run(['run', '--no-deps', '--name', 'mine', 'web', 'echo']);
  expect(taken).toMatchObject({ code: 1 });
  expect(taken.stderr).toContain('the container name mine is in use');

  for (const [args, message] of [
    [['-P', '-p', '1:2', 'web'], '--service-ports and --publish are incompatible\n'],
    [['nope'], 'no such service: nope\n'],
    [['--build', 'web'], '--build: this version of tscompose cannot build images\n'],
    [['--dry-run', 'web'], 'interactive run is not supported in dry-run mode\n'],
  ] as const) {
    const { code, stderr } = await sandbox.run(['run', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  }
  const missing = await sandbox.run(['run', '--rm', '--no-deps', '--entrypoint', '/nope', 'web']);
  expect(missing).toMatchObject({ code: 127 });
  expect(missing.stderr).toContain('"/nope"');
  const rehearsed = await sandbox.ok(['--dry-run', 'run', '-d', '--no-deps', '--name', 'dry', 'web']);
  expect(rehearsed.stderr).toContain('Container dry  Started');
  expect((await rows('-a')).map(({ Name }) => Name)).toEqual(['mine']);
  await sandbox.ok(['down', '-t', '0', '-v', '--remove-orphans']);
});

test('standard input goes in, unless it is not wanted', async () => {
  const cat = ['run', '--rm', '--no-deps', '-T', 'web', 'cat'];
  const input = 'x'.repeat(300_000);
  expect((await sandbox.ok(cat, { input })).stdout).toBe(input);
  const without = cat.map((word) => (word === '-T' ? '-i=false' : word));
  expect((await sandbox.ok(without, { input })).stdout).toBe('');
});

test('a terminal is one inside, too', () => {
  const program = join(PACKAGE_ROOT, 'bin/tscompose');
  const line = `${program} --root ${sandbox.root} run --rm --no-deps web tty`;
  const { stdout, status } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: sandbox.project,
    encoding: 'utf8',
    input: '',
  });
  expect(stdout).toMatch(/\d+ rows, \d+ columns/);
  expect(status).toBe(0);
});

test('signals go to the container; --rm holds whatever happens to the command and the engine', async () => {
  const trap = sandbox.start(['run', '--rm', '--no-deps', '--name', 'trap', 'web', 'sleep']);
  await eventually('it runs', async () => (await rows('-a')).some(({ State }) => State === 'running'));
  trap.child.kill('SIGTERM');
  await trap.ended;
  expect(await rows('-a')).toEqual([]);

  const killed = sandbox.start(['run', '--rm', '--no-deps', '--name', 'killed', 'web', 'sleep']);
  await eventually('it runs', async () => (await rows('-a')).some(({ State }) => State === 'running'));
  killed.child.kill('SIGKILL');
  await killed.ended;
  const engine = await sandbox.enginePid();
  if (engine !== undefined) process.kill(engine, 'SIGKILL');
  expect(await rows('-a')).toMatchObject([{ Name: 'killed', State: 'running' }]);
  await sandbox.ok(['down', '-t', '5', '--remove-orphans', '-v']);
  expect(await rows('-a')).toEqual([]);
});

test('the streams are carried on while the engine is away, and --rm is kept', async () => {
  const running = sandbox.start([
    'run',
    '--rm',
    '--no-deps',
    '--name',
    'lasting',
    'web',
    'write-lines',
    '--every',
    '100',
    '20',
    '8',
  ]);
  await running.until(/^1 /m);
  const engine = await sandbox.enginePid();
  if (engine !== undefined) process.kill(engine, 'SIGKILL');
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(stdout.split('\n')).toHaveLength(21);
  await eventually('it is gone', async () => (await rows('-a')).length === 0);
  await sandbox.ok(['down', '-v', '--remove-orphans']);
});
