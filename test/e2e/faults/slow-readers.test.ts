import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const PROGRAM = join(PACKAGE_ROOT, 'bin/tscompose');
const LINES = 2_000_000;
const MB = 1e6;

/** Its output is not read until somebody does. */
function start(sandbox: Sandbox, args: readonly string[]) {
  return spawn(PROGRAM, ['--root', sandbox.root, ...args], { cwd: sandbox.project, stdio: 'pipe' });
}

async function statusField(pid: number | undefined, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
}

const residentBytes = async (pid: number | undefined) => 1024 * (await statusField(pid, 'VmRSS'));

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function mainPid(sandbox: Sandbox, service: string): Promise<number> {
  const { stdout } = await sandbox.ok(['container', 'inspect', '-f', '{{.State.Pid}}', `slow-${service}-1`]);
  return Number(stdout);
}

it('a reader of logs -f that is slow neither slows the container nor makes anybody grow, and gets all in the end', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: slow
services:
  go: {image: tscompose/hello, command: [sleep]}
  web: {image: tscompose/hello, command: [write-lines, "${LINES}", "100"]}
`);
  await sandbox.ok(['up', '-d', 'go']);
  const engine = await sandbox.enginePid();
  const before = await residentBytes(engine);
  const logs = start(sandbox, ['logs', '-f', '--no-log-prefix']);
  await sandbox.ok(['up', '--no-attach', 'web', 'web']);
  // The container has ended; what it wrote is read by nobody but the command, as far as its pipe takes it.
  expect((await residentBytes(engine)) - before).toBeLessThan(100 * MB);
  expect(await residentBytes(logs.pid)).toBeLessThan(170 * MB);
  let next = 1;
  for await (const line of createInterface({ input: logs.stdout })) {
    if (!line.startsWith(`${next} `)) throw new Error(`line ${next} was expected: ${line}`);
    next += 1;
    if (next > LINES) break;
  }
  expect(next).toBe(LINES + 1);
  expect((await residentBytes(engine)) - before).toBeLessThan(100 * MB);
  await killed(logs);
});

it('a client of attach that is slow neither slows the container nor makes anybody grow, and learns what it missed', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: slow
services:
  web:
    image: tscompose/hello
    command: [write-lines, "1000000000", "100"]
    logging: {driver: none}
`);
  await sandbox.ok(['up', '-d']);
  const attached = start(sandbox, ['attach', '--no-stdin', 'web']);
  await once(attached.stdout, 'readable');
  const pid = await mainPid(sandbox, 'web');
  const written = async () => Number(/^wchar: (\d+)/m.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1]);
  const goal = (await written()) + 400 * MB;
  await eventually('the container writes on', async () => (await written()) > goal);
  expect(await residentBytes(await statusField(pid, 'PPid'))).toBeLessThan(16 * MB);
  expect(await residentBytes(attached.pid)).toBeLessThan(170 * MB);
  expect(await residentBytes(await sandbox.enginePid())).toBeLessThan(250 * MB);
  let warned = '';
  attached.stderr.on('data', (chunk: Buffer) => {
    warned += String(chunk);
  });
  attached.stdout.resume();
  await eventually('the gap is told', async () => /\d+ bytes of output are left out here/.test(warned));
  await killed(attached);
});
