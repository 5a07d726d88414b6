import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
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
name: planned
services:
  web:
    image: tscompose/hello
    command: [serve]
    environment: {PORT: "80", DB_PASSWORD: one}
    depends_on: [db]
  db:
    image: tscompose/hello
    command: [sleep]
    volumes: [data:/data, /scratch]
volumes: {data: {}}
`;

interface Step {
  readonly id: string;
  readonly causes: readonly string[];
}

async function plan(...flags: string[]): Promise<{ code: number | null; steps: readonly Step[] }> {
  const { code, stdout, stderr } = await sandbox.run(['plan', '--format', 'json', ...flags]);
  expect(stderr).toBe('');
  return { code, steps: (JSON.parse(stdout) as { steps: readonly Step[] }).steps };
}

test('plan says what up will do and why, and nothing once it is done', async () => {
  await sandbox.stack(STACK);
  const first = await plan();
  expect(first.code).toBe(2);
  expect(first.steps.map(({ id }) => id)).toEqual([
    'create-network planned_default',
    'create-volume planned_data',
    'create-container planned-db-1',
    'create-container planned-web-1',
    'start-container planned-db-1',
    'start-container planned-web-1',
  ]);
  await sandbox.ok(['up', '-d']);
  expect(await plan()).toEqual({ code: 0, steps: [] });
  expect((await sandbox.ok(['plan'])).stdout).toBe('planned: nothing to do; 2 containers stay as they are\n');

  await sandbox.stack(STACK.replace('"80"', '"81"').replace(': one', ': two'));
  const { code, stdout } = await sandbox.run(['plan']);
  expect(code).toBe(2);
  expect(stdout).toBe(
    [
      'planned',
      '└─ ~ container planned-web-1: recreate (stop, remove, create), start',
      '        environment.DB_PASSWORD changed',
      '        environment.PORT: 80 → 81',
      '',
      'planned: 1 to recreate; 1 container stays as it is',
      '',
    ].join('\n'),
  );
  const up = await sandbox.ok(['up', '-d', '-t', '0']);
  expect(up.stderr).toContain(' Container planned-web-1  Recreated\n');
  expect(up.stderr).toContain(' Container planned-db-1  Running\n');
  expect((await plan()).code).toBe(0);
});

test('a dry run tells what is done without it, and leaves every file as it was', async () => {
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const before = await digests(sandbox.root);
  const commands = [
    ['--dry-run', 'up', '--force-recreate', '-V'],
    ['up', '-d', '--dry-run', '--pull', 'always', '--scale', 'web=3'],
    ['--dry-run', 'down', '-v', '--remove-orphans'],
    ['--dry-run', 'pull'],
    ['plan', '--force-recreate'],
  ];
  for (const command of commands) {
    const { stderr } = await sandbox.run(command);
    for (const line of stderr.trimEnd().split('\n')) {
      if (command[0] !== 'plan') expect(line).toMatch(/^ DRY-RUN MODE - {2}\S/);
    }
  }
  expect(await digests(sandbox.root)).toEqual(before);
  const ps = await sandbox.ok(['ps', '-q']);
  expect(ps.stdout.trim().split('\n')).toHaveLength(2);

  const told = await sandbox.ok(['--dry-run', 'up', '--force-recreate']);
  const done = await sandbox.ok(['up', '-d', '--force-recreate', '-t', '0']);
  expect(told.stderr.replaceAll(' DRY-RUN MODE - ', '').split('\n').sort()).toEqual(
    done.stderr.split('\n').sort(),
  );
});

/** Every file below the state root, but for what lives in the runtime directory: socket, lock, log of the engine. */
async function digests(directory: string, prefix = ''): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of (await readdir(directory)).sort()) {
    const [path, key] = [join(directory, name), `${prefix}/${name}`];
    if (key === '/run') continue;
    const stat = await lstat(path);
    if (stat.isSymbolicLink()) found[key] = await readlink(path);
    else if (stat.isDirectory()) Object.assign(found, { [key]: 'directory' }, await digests(path, key));
    else if (stat.isFile())
      found[key] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
  }
  return found;
}
