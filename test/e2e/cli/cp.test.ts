import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  await sandbox.write('d/inner/leaf', 'leaf');
  await sandbox.write('f', 'text');
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: copies
services:
  a: {image: tscompose/hello, command: [sleep], volumes: ["data:/data", "ro:/ro:ro"]}
  b: {image: tscompose/hello, command: [sleep], scale: 2}
volumes: {data: {}, ro: {}}
`;

const at = (...parts: string[]) => join(sandbox.project, ...parts);

test('files go in and come out as with Docker', async () => {
  await chown(at('f'), 1234, 1235);
  const { stderr } = await sandbox.ok(['cp', 'f', 'a:/']);
  expect(stderr).toBe(
    ' copies-a-1 copy f to copies-a-1:/  Copying\n copies-a-1 copy f to copies-a-1:/  Copied\n',
  );
  await sandbox.ok(['cp', 'f', 'a:/g']);
  await sandbox.ok(['cp', 'd', 'a:/new']);
  await sandbox.ok(['cp', 'd/.', 'a:/']);
  expect((await sandbox.ok(['exec', '-T', 'a', '/hello', 'ls', '/'])).stdout).toContain('inner');
  expect((await sandbox.ok(['exec', '-T', 'a', '/hello', 'ls', '/new'])).stdout).toContain('inner');
  await sandbox.ok(['cp', 'a:/new', '.']);
  expect(readFileSync(at('new/inner/leaf'), 'utf8')).toBe('leaf');
  await sandbox.ok(['cp', 'a:/g', 'back']);
  expect(statSync(at('back'))).toMatchObject({ uid: 0, gid: 0 });
  await sandbox.ok(['cp', '-a', 'a:/g', 'kept']);
  expect(statSync(at('kept'))).toMatchObject({ uid: 1234, gid: 1235 });
  for (const [args, message] of [
    [['f', 'a:/nowhere/'], 'no such directory'],
    [['f', 'a:/nowhere/x'], 'Could not find the file /nowhere in container copies-a-1'],
    [['d', 'a:/g'], 'cannot copy directory'],
    [['none', 'a:/'], 'no such file or directory'],
    [['a:/none', '.'], 'Could not find the file /none in container copies-a-1'],
    [['a:/g', 'nowhere/x'], `invalid output path: directory "${at('nowhere')}" does not exist`],
    [['f', 'a:/ro/f'], 'is read-only'],
    [['f', 'c:/f'], 'no such service: c'],
    [['--index', '3', 'f', 'b:/f'], 'service "b" is not running container #3'],
    [['f', 'g'], 'unknown copy direction'],
  ] as const) {
    const result = await sandbox.run(['cp', ...args]);
    expect(result.stderr).toContain(message);
    expect(result.code).toBe(1);
  }
  expect((await sandbox.ok(['--dry-run', 'cp', 'f', 'a:/dry'])).stderr).toContain('DRY-RUN');
  expect((await sandbox.run(['cp', 'a:/dry', '.'])).code).toBe(1);
});

test('archives go through standard input and output', async () => {
  const archive = spawnSync('tar', ['-czf', '-', '-C', sandbox.project, 'd']).stdout;
  await sandbox.ok(['cp', '-', 'a:/data'], { input: archive });
  await sandbox.ok(['cp', 'a:/data/d/inner', 'out']);
  expect(readdirSync(at('out'))).toEqual(['leaf']);
  await sandbox.run(['container', 'cp', 'copies-a-1:/data/d', '-']).then(({ stdout, code }) => {
    expect(code).toBe(0);
    expect(stdout).toContain('d/inner/leaf');
  });
  const wrong = await sandbox.run(['cp', '-', 'a:/nowhere'], { input: archive });
  expect(wrong.stderr).toContain('destination "copies-a-1:/nowhere" must be a directory');
  const junk = await sandbox.run(['cp', '-', 'a:/data'], { input: 'junk' });
  expect(junk).toMatchObject({ code: 1 });
  expect(junk.stderr).toContain('the archive is malformed');
});

test('links in a container lead nowhere outside of it', async () => {
  const secret = await sandbox.write('secret', 'of the machine');
  mkdirSync(at('links'));
  const links = {
    absolute: secret,
    climbing: `../../../../../../..${secret}`,
    round: 'round',
    directory: sandbox.project,
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, at('links', name));
  await sandbox.ok(['cp', 'links', 'a:/']);
  for (const name of ['absolute', 'climbing', 'directory/secret', 'round']) {
    const { code, stderr } = await sandbox.run(['cp', '-L', `a:/links/${name}`, 'stolen']);
    expect({ name, code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Could not find|too many/),
    });
  }
  await sandbox.ok(['cp', 'a:/links/absolute', 'link']);
  expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
  expect(readlinkSync(at('link'))).toBe(secret);
  // What is written through one stays inside as well.
  for (const path of ['/links/absolute', '/links/climbing', '/links/directory/secret']) {
    await sandbox.run(['cp', 'f', `a:${path}`]);
  }
  expect(readFileSync(secret, 'utf8')).toBe('of the machine');
  const evil = spawnSync('tar', [
    '-cf',
    '-',
    '--transform',
    's,^f$,links/directory/secret,',
    '-C',
    sandbox.project,
    'f',
  ]).stdout;
  await sandbox.run(['cp', '-', 'a:/'], { input: evil });
  expect(readFileSync(secret, 'utf8')).toBe('of the machine');
});

test('a container that does not run is reached as well, with its volumes, and starts afterwards', async () => {
  await sandbox.ok(['stop', '-t', '0']);
  await sandbox.ok(['cp', 'f', 'a:/stopped']);
  await sandbox.ok(['cp', 'd', 'a:/data/d']);
  expect(readFileSync(join(sandbox.root, 'volumes/copies_data/_data/d/inner/leaf'), 'utf8')).toBe('leaf');
  const refused = await sandbox.run(['cp', 'f', 'a:/ro/f']);
  expect(refused.stderr).toContain('is read-only');
  await sandbox.ok(['cp', 'a:/stopped', 'again']);
  expect(readFileSync(at('again'), 'utf8')).toBe('text');
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(`${sandbox.root}/containers`);
  await sandbox.ok(['start']);
  expect((await sandbox.ok(['exec', '-T', 'a', '/hello', 'ls', '/'])).stdout).toContain('stopped');
});

test('what goes in goes to all containers of a service, devices and empty files too', async () => {
  mkdirSync(at('odd'));
  spawnSync('mknod', [at('odd/null'), 'c', '1', '3']);
  spawnSync('mkfifo', [at('odd/fifo')]);
  writeFileSync(at('odd/.wh.file'), '');
  await sandbox.ok(['cp', 'odd', 'b:/odd']);
  await sandbox.ok(['cp', '--index', '2', 'b:/odd', 'seen']);
  expect(readdirSync(at('seen')).sort()).toEqual(['.wh.file', 'fifo', 'null']);
  expect(statSync(at('seen/null')).isCharacterDevice()).toBe(true);
  expect(statSync(at('seen/fifo')).isFIFO()).toBe(true);
});
