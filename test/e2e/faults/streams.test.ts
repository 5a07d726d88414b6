import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { psRow } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';
import { SmallDisk } from '../support/small-disk.js';

const PROGRAM = join(PACKAGE_ROOT, 'bin/tscompose');
const MIB = 1024 * 1024;

function start(sandbox: Sandbox, args: readonly string[]) {
  return spawn(PROGRAM, ['--root', sandbox.root, ...args], { cwd: sandbox.project, stdio: 'pipe' });
}

it('marks what a full disk has cost a log, and goes on once there is room', async () => {
  await using disk = await SmallDisk.mount('12m');
  await using sandbox = await Sandbox.create(disk.path);
  await sandbox.stack(`
name: gap
services:
  web: {image: tscompose/hello, command: [write-lines, --every, "1", "1000000", "1000"]}
`);
  await sandbox.ok(['up', '-d']);
  const ballast = join(disk.path, 'ballast');
  await writeFile(ballast, Buffer.alloc(24 * MIB)).catch(() => {});
  const full = (await sandbox.run(['logs', '-n', '1', '--no-log-prefix', 'web'])).stdout;
  await eventually('lines are lost', async () => (await lastNumber(sandbox)) === Number.parseInt(full, 10));
  await rm(ballast);
  const { stdout } = await eventually('the gap is marked', async () => {
    const result = await sandbox.run(['logs', '--no-log-prefix', 'web']);
    return result.stdout.includes('lines of output are missing here') ? result : undefined;
  });
  expect(stdout).toMatch(/^tscompose: \d+ lines of output are missing here: No space left on device$/m);
  // Every line is whole, and the numbers go on behind the gap.
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => !/^(\d+ .+|tscompose: .*)$/.test(line))).toEqual([]);
  expect((await psRow(sandbox, 'web'))?.State).toBe('running');
});

async function lastNumber(sandbox: Sandbox): Promise<number> {
  return Number.parseInt((await sandbox.run(['logs', '-n', '1', '--no-log-prefix', 'web'])).stdout, 10);
}

it('a command that is killed while it follows, or whose terminal closes, leaves containers and engine as they are', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: left
services:
  web: {image: tscompose/hello, command: [write-lines, --every, "5", "1000000", "50"]}
`);
  const up = start(sandbox, ['up']);
  let shown = '';
  up.stdout.on('data', (chunk: Buffer) => {
    shown += String(chunk);
  });
  await eventually('lines come', async () => shown.includes('web-1  | '));
  up.kill('SIGHUP');
  await once(up, 'exit');
  expect((await psRow(sandbox, 'web'))?.State).toBe('running');
  const engine = await sandbox.enginePid();
  const logs = start(sandbox, ['logs', '-f']);
  await once(logs.stdout, 'data');
  logs.kill('SIGKILL');
  await once(logs, 'exit');
  expect((await psRow(sandbox, 'web'))?.State).toBe('running');
  expect(await sandbox.enginePid()).toBe(engine);
});
