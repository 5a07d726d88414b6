import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ps } from '../support/containers.js';
import { enginePid, kill, killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

const stack = (level: number) => `
name: demo
services:
  db: {image: tscompose/hello, command: [serve], environment: {LEVEL: "${level}"}, volumes: [/data], stop_grace_period: 0s}
`;

async function write(sandbox: Sandbox, text: string): Promise<void> {
  await sandbox.ok(['exec', '-T', 'db', '/hello', 'write', '/data/file', text]);
}

async function read(sandbox: Sandbox): Promise<string> {
  return (await sandbox.ok(['exec', '-T', 'db', '/hello', 'cat', '/data/file'])).stdout;
}

async function idOf(sandbox: Sandbox): Promise<string> {
  const { stdout } = await sandbox.ok(['container', 'inspect', 'demo-db-1']);
  return (JSON.parse(stdout) as { Id: string }[])[0]?.Id ?? '';
}

async function run(...command: readonly string[]): Promise<void> {
  const [program = '', ...args] = command;
  const [code] = await once(spawn(program, args, { stdio: 'inherit' }), 'close');
  if (code !== 0) throw new Error(`${command.join(' ')}: exit code ${code}`);
}

it('keeps anonymous volumes when the old container cannot be removed and the engine is killed then', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack(1));
  await sandbox.ok(['up', '-d']);
  await write(sandbox, 'precious');
  // What is mounted on cannot be removed; the next engine unmounts what lies about there.
  const obstacle = join(sandbox.root, 'containers', await idOf(sandbox), 'upper', 'obstacle');
  await mkdir(obstacle, { recursive: true });
  await run('mount', '-t', 'tmpfs', 'none', obstacle);
  await sandbox.stack(stack(2));
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('EBUSY') });
  await killEngine(sandbox);
  expect((await ps(sandbox)).map(({ Name, State }) => [Name, State])).toEqual([['demo-db-1', 'created']]);
  await sandbox.ok(['up', '-d']);
  expect(await read(sandbox)).toContain('precious');
});

it('keeps anonymous volumes whenever the engine is killed while a container is replaced', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack(0));
  await sandbox.ok(['up', '-d']);
  await write(sandbox, 'precious');
  const outcomes = new Set<string>();
  // The directory of the containers tells each moment that counts: the new one's, and the old one's two.
  for (let round = 1; round <= 8; round += 1) {
    await sandbox.stack(stack(round));
    const pid = await enginePid(sandbox);
    let left = round % 4;
    const watcher = watch(join(sandbox.root, 'containers'), () => {
      if (left-- === 0) process.kill(pid, 'SIGKILL');
    });
    const { code } = await sandbox.run(['up', '-d']);
    watcher.close();
    outcomes.add(code === 0 ? 'done' : 'killed');
    if (code !== 0) await kill(pid);
    await sandbox.ok(['up', '-d']);
    expect((await ps(sandbox)).map(({ Name, State }) => [round, Name, State])).toEqual([
      [round, 'demo-db-1', 'running'],
    ]);
    expect(await read(sandbox)).toContain('precious');
  }
  expect(outcomes).toContain('killed');
});
