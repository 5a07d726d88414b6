import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type RunOptions, type RunResult, Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
});

afterEach(async () => {
  const left = (await run(['ls', '-aq'])).stdout.split('\n').filter((id) => id !== '');
  if (left.length > 0) await run(['rm', '-f', '-v', ...left]);
  await sandbox[Symbol.asyncDispose]();
});

const IMAGE = 'tscompose/hello';

function run(args: readonly string[], options?: RunOptions): Promise<RunResult> {
  return sandbox.run(['container', ...args], options);
}

async function ok(args: readonly string[], options?: RunOptions): Promise<string> {
  const result = await run(args, options);
  expect({ args, code: result.code, stderr: result.stderr }).toEqual({ args, code: 0, stderr: '' });
  return result.stdout;
}

const names = async () =>
  (await ok(['ls', '-a', '--format', '{{.Names}} {{.State}}'])).split('\n').filter(Boolean).sort();

test('run carries streams and the exit code, and leaves nothing with --rm', async () => {
  expect(await ok(['run', '--rm', IMAGE, 'echo', 'hi'])).toBe('hi\n');
  const input = 'x'.repeat(200_000);
  expect(await ok(['run', '--rm', '-i', IMAGE, 'cat'], { input })).toBe(input);
  expect(await ok(['run', '--rm', IMAGE, 'cat'], { input })).toBe('');
  expect(await run(['run', '--rm', IMAGE, 'exit', '7'])).toMatchObject({ code: 7 });
  expect(await run(['run', '--rm', '--entrypoint', '/nope', IMAGE])).toMatchObject({ code: 127 });
  expect(await run(['run', '--rm', '--network', 'nope', IMAGE])).toMatchObject({ code: 125 });
  expect(await run(['run', '--rm', '--cgroup-parent', 'x', IMAGE])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('container run --cgroup-parent is not supported yet\n'),
  });
  expect((await run(['run', '--rm', '-it', IMAGE])).stderr).toContain('the input device is not a TTY');
  expect(await ok(['run', '--rm', '--network', 'none', IMAGE, 'echo', 'alone'])).toBe('alone\n');
  await eventually('all are gone', async () => (await names()).length === 0);
  expect(readdirSync(join(sandbox.root, 'networks'))).toEqual([]);
});

test('a container outside of all stacks lives as Docker has it', async () => {
  const cidfile = join(sandbox.project, 'cid');
  const id = await ok([
    'run',
    '-d',
    '--name',
    'one',
    '-p',
    '127.0.0.1::80',
    '--cidfile',
    cidfile,
    IMAGE,
    'serve',
    '--text',
    'hello',
  ]);
  expect(id).toBe(`${readFileSync(cidfile, 'utf8')}\n`);
  const port = await ok(['port', 'one', '80']);
  expect(await (await fetch(`http://${port.trim()}/`)).text()).toContain('hello');
  expect(await ok(['port', 'one'])).toBe(`80/tcp -> ${port}`);
  expect(await ok(['exec', 'one', '/hello', 'echo', 'inside'])).toBe('inside\n');
  expect(await ok(['exec', '-i', 'one', '/hello', 'cat'], { input: 'in' })).toBe('in');
  expect(await ok(['exec', 'one', '/hello', 'cat'], { input: 'in' })).toBe('');
  expect(await ok(['logs', '-n', '1', 'one'])).toContain('serving');
  expect(await ok(['top', id.slice(0, 8)])).toMatch(/^UID +PID +PPID .*\n.*\/hello serve/);
  expect(await ok(['stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}}', 'one'])).toBe('one 1\n');

  expect(await ok(['pause', 'one'])).toBe('one\n');
  expect(await names()).toEqual(['one paused']);
  expect(await ok(['unpause', 'one'])).toBe('one\n');
  expect(await ok(['restart', '-t', '5', 'one'])).toBe('one\n');
  expect(await run(['rm', 'one'])).toMatchObject({ code: 1, stdout: '' });
  expect(await ok(['stop', '-t', '5', 'one'])).toBe('one\n');
  expect(await ok(['wait', 'one'])).toBe('0\n');
  const kill = await run(['kill', 'one', 'nope']);
  expect(kill).toMatchObject({ code: 1, stdout: '' });
  expect(kill.stderr).toBe('cannot kill container: one: it is not running\nNo such container: nope\n');

  expect(await ok(['rename', 'one', 'two'])).toBe('');
  expect(await ok(['update', '--restart', 'on-failure:3', 'two'])).toBe('two\n');
  const [{ HostConfig }] = JSON.parse(await ok(['inspect', 'two']));
  expect(HostConfig.RestartPolicy).toEqual({ Name: 'on-failure', MaximumRetryCount: 3 });
  const partly = await run(['start', 'two', 'one']);
  expect(partly).toMatchObject({ code: 1, stdout: 'two\n', stderr: 'No such container: one\n' });
  expect(await ok(['rename', 'two', 'three'])).toBe('');
  expect((await run(['rename', 'three', 'not a name'])).stderr).toContain('not a name');
  expect(await ok(['rm', '-f', 'three'])).toBe('three\n');
  expect(await names()).toEqual([]);
  expect(readdirSync(join(sandbox.root, 'networks'))).toEqual([]);
});

test('create, start -a, wait and prune', async () => {
  await ok(['create', '--name', 'later', IMAGE, 'echo', 'now']);
  expect(await names()).toEqual(['later created']);
  expect(await ok(['start', '-a', 'later'])).toBe('now\n');
  await ok(['run', '-d', '--name', 'runs', IMAGE, 'sleep']);
  const waiting = sandbox.start(['container', 'wait', 'runs']);
  const no = await run(['prune'], { input: 'n\n' });
  expect(no.code).toBe(1);
  expect(await ok(['prune', '-f', '--filter', 'label=none'])).toBe('Total reclaimed space: 0B\n');
  expect(await ok(['prune', '-f'])).toMatch(
    /^Deleted Containers:\n[0-9a-f]{64}\n\nTotal reclaimed space: \S+B\n$/,
  );
  expect(await names()).toEqual(['runs running']);
  await ok(['kill', 'runs']);
  expect(await waiting.ended).toMatchObject({ code: 0, stdout: '137\n' });
});

test('it finds others by name on the network of a stack, and a stack knows nothing of it', async () => {
  await sandbox.stack(`name: near\nservices:\n  web: {image: ${IMAGE}, command: [serve, --text, hello]}\n`);
  await sandbox.ok(['up', '-d']);
  expect(await ok(['run', '--rm', '--network', 'near_default', IMAGE, 'get', 'http://web/'])).toContain(
    'hello',
  );
  await ok([
    'run',
    '-d',
    '--name',
    'guest',
    '--network',
    'near_default',
    '--network-alias',
    'visitor',
    IMAGE,
    'sleep',
  ]);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'dns', 'visitor'])).stdout).toMatch(
    /\d+\.\d+\.\d+\.\d+/,
  );
  expect((await sandbox.ok(['ps', '-a'])).stdout).not.toContain('guest');
  await ok(['rm', '-f', 'guest']);
});

test('a container of a stack that is renamed while it runs is found by its new name, and up knows it', async () => {
  await sandbox.stack(`
name: named
services:
  web: {image: tscompose/hello, command: [sleep], stop_grace_period: 0s}
  other: {image: tscompose/hello, command: [sleep], stop_grace_period: 0s}
`);
  await sandbox.ok(['up', '-d']);
  const events = sandbox.start(['events', '--json']);
  const known = async (name: string) =>
    (await sandbox.run(['exec', '-T', 'other', '/hello', 'dns', name])).stdout.match(
      /\d+\.\d+\.\d+\.\d+/,
    )?.[0];
  const address = await known('named-web-1');
  expect(address).toBeDefined();
  // The command listens once its first event is told.
  await eventually('events are told', async () => {
    await run(['kill', '-s', 'SIGURG', 'named-other-1']);
    return events.stdout() !== '';
  });
  await ok(['rename', 'named-web-1', 'renamed']);
  expect([await known('renamed'), await known('web'), await known('named-web-1')]).toEqual([
    address,
    address,
    undefined,
  ]);
  await events.until(
    /"action":"rename","attributes":\{"image":"tscompose\/hello","name":"renamed","oldName":"\/named-web-1"/,
  );
  events.child.kill('SIGINT');
  await events.ended;
  expect((await sandbox.ok(['up', '-d'])).stderr).toContain('Container renamed  Running');
  await sandbox.ok(['restart', 'web']);
  await sandbox.ok(['stop', 'web']);
  await sandbox.ok(['up', '-d']);
  expect([await known('renamed'), await known('web')]).toEqual([address, address]);
  await sandbox.ok(['up', '-d', '--force-recreate', 'web']);
  expect(await ok(['ls', '--format', '{{.Names}}'])).toContain('named-web-1');
  await sandbox.ok(['down']);
});

test('--rm is kept when command and engine are killed', async () => {
  const killed = sandbox.start([
    'container',
    'run',
    '--rm',
    '--name',
    'short',
    '-v',
    '/anonymous',
    IMAGE,
    'write-lines',
    '--every',
    '100',
    '15',
    '8',
  ]);
  await killed.until(/^1 /m);
  killed.child.kill('SIGKILL');
  const engine = await sandbox.enginePid();
  if (engine !== undefined) process.kill(engine, 'SIGKILL');
  await eventually('it is gone', async () => (await names()).length === 0);
  expect(readdirSync(join(sandbox.root, 'volumes'))).toEqual([]);
  expect(existsSync(join(sandbox.root, 'networks', 'bridge.json'))).toBe(false);
});
