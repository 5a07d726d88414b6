import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mountedHierarchies } from '../../../src/engine/container/cgroups.js';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d', '--wait']);
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: still
services:
  web:
    image: tscompose/hello
    command: [serve, --text, hello]
    healthcheck: {test: [CMD, /hello, echo, fine], interval: 50ms}
  db: {image: tscompose/hello, command: [sleep]}
`;

interface Inspection {
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Paused: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string; readonly Log: readonly { readonly End: string }[] };
  };
}

async function state(name: string): Promise<Inspection['State']> {
  const { stdout } = await sandbox.ok(['container', 'inspect', name]);
  const [found] = JSON.parse(stdout) as Inspection[];
  if (found === undefined) throw new Error(`no ${name}`);
  return found.State;
}

/** What the kernel says: v1's `freezer.state` or v2's `cgroup.freeze`. */
function isFrozen(pid: number): boolean {
  const paths = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .split('\n')
    .map((line) => line.split(':')[2] ?? '');
  const files = mountedHierarchies().flatMap((root) =>
    paths.flatMap((path) => [join(root, path, 'freezer.state'), join(root, path, 'cgroup.freeze')]),
  );
  return files
    .filter((file) => existsSync(file))
    .some((file) => /^(FROZEN|FREEZING|1)$/.test(readFileSync(file, 'utf8').trim()));
}

test('pause lets processes stand still until unpause, and commands respect it', async () => {
  const { Pid: pid } = await state('still-web-1');
  expect((await sandbox.ok(['pause', 'web', '--dry-run'])).stderr).toContain('still-web-1  Paused');
  expect(isFrozen(pid)).toBe(false);
  expect((await sandbox.ok(['pause', 'web'])).stderr).toBe(' Container still-web-1  Paused\n');
  expect(isFrozen(pid)).toBe(true);
  expect(await state('still-web-1')).toMatchObject({ Status: 'paused', Running: true, Paused: true });
  expect((await sandbox.ok(['ps', '--format', 'json', 'web'])).stdout).toContain('"State":"paused"');
  expect((await sandbox.ok(['ps', 'web'])).stdout).toContain(' (Paused)');
  for (const [args, message] of [
    [['pause', 'web'], 'Container still-web-1 is already paused\n'],
    [['unpause', 'db'], 'Container still-db-1 is not paused\n'],
    [
      ['exec', '-T', 'web', '/hello', 'echo'],
      'Container still-web-1 is paused, unpause the container before exec',
    ],
    [['start', 'web'], 'cannot start a paused container, try unpause instead\n'],
    [['up', '-d'], 'cannot start a paused container, try unpause instead\n'],
  ] as const) {
    const { code, stderr } = await sandbox.run(args);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  }
  expect(
    (await sandbox.ok(['plan', '--format', 'json']).catch((error: Error) => error)).toString(),
  ).toContain('paused');
  expect((await sandbox.ok(['unpause', 'web'])).stderr).toBe(' Container still-web-1  Unpaused\n');
  expect(isFrozen(pid)).toBe(false);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'echo', 'back'])).stdout).toBe('back\n');
});

test('health is not probed meanwhile, and what was known holds', async () => {
  await sandbox.ok(['pause', 'web']);
  const probes = (await state('still-web-1')).Health?.Log.at(-1)?.End;
  // Each command takes longer than the interval.
  for (let more = 0; more < 5; more += 1) await sandbox.ok(['ps']);
  const { Health } = await state('still-web-1');
  expect(Health).toMatchObject({ Status: 'healthy' });
  expect(Health?.Log.at(-1)?.End).toBe(probes);
});

test('a paused container outlives its engine as such, and a signal reaches it', async () => {
  await sandbox.ok(['pause']);
  const { Pid: pid } = await state('still-web-1');
  const engine = await sandbox.enginePid();
  if (engine !== undefined) process.kill(engine, 'SIGKILL');
  expect((await sandbox.ok(['ps', '-a'])).stdout.match(/ \(Paused\)/g)).toHaveLength(2);
  expect(isFrozen(pid)).toBe(true);
  expect(await state('still-web-1')).toMatchObject({ Health: { Status: 'healthy' } });
  await sandbox.ok(['stop', '-t', '30', 'web']);
  expect(await state('still-web-1')).toMatchObject({ Status: 'exited', Paused: false, ExitCode: 0 });
  await sandbox.ok(['kill', 'db']);
  await sandbox.run(['wait', 'db']);
  expect(await state('still-db-1')).toMatchObject({ Status: 'exited', ExitCode: 137 });
});

test('a paused container is restarted and removed as any other', async () => {
  await sandbox.ok(['pause']);
  await sandbox.ok(['restart', '-t', '10', 'web']);
  expect(await state('still-web-1')).toMatchObject({ Status: 'running', Paused: false });
  expect((await sandbox.ok(['down', '-t', '0'])).stderr).toContain('still-db-1  Removed');
});
