import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { killEngine } from '../support/kill.js';
import { reboot } from '../support/reboot.js';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const SECRET = 'from-a-variable-Qw7';
const ENV = { env: { TOKEN: SECRET } };
const STACK = `
name: granted
services:
  web:
    image: tscompose/hello
    command: [sleep]
    restart: always
    stop_grace_period: 0s
    scale: 2
    env_file: [web.env]
    configs: [plain, {source: made, target: /etc/deep/made.conf, uid: "33", mode: 0400}]
    secrets: [token, {source: password, target: pw, gid: "44", mode: 0040}]
configs:
  plain: {file: conf/plain.txt}
  made: {content: "made of \${TOKEN:+a variable}"}
secrets:
  token: {environment: TOKEN}
  password: {file: password.txt}
`;

async function cat(path: string, ...options: readonly string[]): Promise<string> {
  const { code, stdout } = await sandbox.run(['exec', '-T', ...options, 'web', '/hello', 'cat', path], ENV);
  return code === 0 ? stdout : `exit ${code}`;
}

/** Files below a directory that hold the text. */
async function holders(directory: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    files.map(async (file) => (await readFile(file, 'latin1').catch(() => '')).includes(text)),
  );
  return files.filter((_, index) => found[index]);
}

test('configs and secrets are in every replica, with owner and mode, and outlive engine, restart and reboot', async () => {
  await sandbox.write('conf/plain.txt', 'plain');
  await sandbox.write('password.txt', 'pa\0ss');
  await sandbox.write('web.env', 'A=1');
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d'], ENV);

  const all = async (...options: readonly string[]) => {
    expect(await cat('/plain', ...options)).toBe('plain');
    expect(await cat('/etc/deep/made.conf', ...options)).toBe('made of a variable');
    expect(await cat('/run/secrets/token', ...options)).toBe(SECRET);
    expect(await cat('/run/secrets/pw', ...options)).toBe('pa\0ss');
  };
  await all();
  await all('--index', '2');
  // uid 33 owns one, group 44 may read the other; nobody else.
  expect(await cat('/etc/deep/made.conf', '-u', '33')).toBe('made of a variable');
  expect(await cat('/run/secrets/pw', '-u', '33:44')).toBe('pa\0ss');
  expect(await cat('/run/secrets/pw', '-u', '33:45')).toMatch(/^exit/);
  expect(await cat('/etc/deep/made.conf', '-u', '34')).toMatch(/^exit/);
  const write = ['exec', '-T', 'web', '/hello', 'write', '/run/secrets/token', 'x'];
  expect((await sandbox.run(write, ENV)).code).not.toBe(0);

  await sandbox.ok(['restart', 'web'], ENV);
  await all();
  await killEngine(sandbox);
  await all();
  await reboot(sandbox);
  await sandbox.ok(['ps']);
  await eventually('it runs again', async () => (await cat('/plain')) === 'plain');
  await running(sandbox, 'granted-web-2');
  await all('--index', '2');

  const args = ['/hello', 'cat', '/run/secrets/token'];
  expect((await sandbox.ok(['run', '--rm', '-T', '--entrypoint', '', 'web', ...args], ENV)).stdout).toBe(
    SECRET,
  );
});

test('what they hold is shown nowhere, and is in files of root alone', async () => {
  for (const verb of [
    ['config'],
    ['plan', '--format', 'json'],
    ['container', 'inspect', 'granted-web-1'],
    ['logs'],
    ['ps', '--format', 'json'],
  ]) {
    const { stdout, stderr } = await sandbox.run(verb, ENV);
    expect(stdout + stderr).not.toContain(SECRET);
  }
  const files = await holders(join(sandbox.root, 'containers'), SECRET);
  expect(files).toHaveLength(2);
  for (const file of files) expect((await stat(file)).mode & 0o077).toBe(0);
  expect((await stat(join(sandbox.root, 'containers'))).mode & 0o077).toBe(0);
  expect(await holders(join(sandbox.root, 'run'), SECRET)).toEqual([]);
  // Nor does a copy reach the layer of the container.
  await sandbox.ok(['container', 'commit', 'granted-web-1', 'granted/committed']);
  expect(await holders(join(sandbox.root, 'images'), SECRET)).toEqual([]);
});

test('a changed content replaces the containers, with the cause and without the content', async () => {
  expect((await sandbox.run(['plan'], ENV)).code).toBe(0);
  await sandbox.write('password.txt', 'changed-Zx9');
  await sandbox.write('conf/plain.txt', 'plainer');
  const { code, stdout } = await sandbox.run(['plan'], { env: { TOKEN: 'another-Lm3' } });
  expect(code).toBe(2);
  for (const cause of ['config plain', 'secret password', 'secret token']) {
    expect(stdout).toContain(`${cause}: contents changed`);
  }
  expect(stdout).not.toMatch(/changed-Zx9|another-Lm3|sha256|config made/);
  await sandbox.ok(['up', '-d'], ENV);
  expect(await cat('/run/secrets/pw')).toBe('changed-Zx9');
  expect((await sandbox.run(['plan'], ENV)).code).toBe(0);
});

test('a changed env_file replaces them as well', async () => {
  await sandbox.write('web.env', 'A=2');
  const { code, stdout } = await sandbox.run(['plan'], ENV);
  expect([code, stdout]).toEqual([2, expect.stringContaining('environment.A: 1 → 2')]);
});

test('a missing file or variable is told at its place, before anything is touched', async () => {
  const containers = (await sandbox.ok(['ps', '-q'])).stdout;
  await rm(join(sandbox.project, 'password.txt'));
  const missing = await sandbox.run(['up', '-d', '--force-recreate'], ENV);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(
    /compose\.yaml:\d+:20: secrets\.password\.file: .*password\.txt does not exist/,
  );
  expect(missing.stderr).toContain('hint: Create it, or correct the path.');
  await sandbox.write('password.txt', 'there');
  const unset = await sandbox.run(['up', '-d']);
  expect(unset.stderr).toMatch(
    /compose\.yaml:\d+:24: secrets\.token\.environment: the variable "TOKEN" is not set/,
  );
  expect((await sandbox.ok(['ps', '-q'])).stdout).toBe(containers);
  await sandbox.ok(['down', '-t', '0'], ENV);
});
