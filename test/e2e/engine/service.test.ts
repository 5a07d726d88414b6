import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { isAlive, psRow } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { enginePid } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

const STACK = 'name: demo\nservices:\n  a: {image: tscompose/hello, command: [sleep]}\n';

/** The command line of a unit, started as systemd does it. */
function startUnit(unit: string) {
  const [program = '', ...args] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').split(' ');
  return spawn(program, args, { stdio: 'ignore', env: { PATH: process.env.PATH, TSCOMPOSE_IDLE_MS: '50' } });
}

it('installs a unit that systemd understands, and takes it away', async () => {
  await using sandbox = await Sandbox.create();
  const directory = join(sandbox.project, 'units');
  const { stdout } = await sandbox.ok(['engine', 'install', '--directory', directory]);
  const path = /^Wrote (.*)\.$/m.exec(stdout)?.[1] ?? '';
  expect(readFileSync(path, 'utf8')).toBe((await sandbox.ok(['engine', 'install', '--print'])).stdout);
  if (existsSync('/usr/bin/systemd-analyze')) await promisify(execFile)('systemd-analyze', ['verify', path]);
  expect((await sandbox.ok(['engine', 'uninstall', '--directory', directory])).stdout).toContain(path);
  expect(existsSync(path)).toBe(false);
  expect((await sandbox.ok(['engine', 'uninstall', '--directory', directory])).stderr).toContain(
    'There is no',
  );
});

it('stays without work as a service, and waits for its turn while another engine is there', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const first = await enginePid(sandbox);
  const service = startUnit((await sandbox.ok(['engine', 'install', '--print'])).stdout);
  const ended = once(service, 'exit');
  await sandbox.ok(['engine', 'stop']);
  expect(await isAlive(first)).toBe(false);
  await eventually('the service is the engine', async () => (await sandbox.enginePid()) === service.pid);
  expect(await psRow(sandbox, 'a')).toMatchObject({ State: 'running' });
  await sandbox.ok(['down', '-t', '0']);
  // Longer than its idle time, if it had one: several commands start and end.
  for (let count = 0; count < 3; count++) expect(await sandbox.enginePid()).toBe(service.pid);
  await sandbox.ok(['engine', 'stop']);
  expect((await ended)[0]).toBe(0);
});
