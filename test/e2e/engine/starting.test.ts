import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { enginePid, killEngine } from '../support/kill.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const NOBODY = 65534;
const STACK = 'name: demo\nservices:\n  a: {image: tscompose/hello}\n';

describe('starting the engine', () => {
  it('starts one engine for many commands that need it at the same time', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => sandbox.ok(['-p', name, 'up', '-d'])));
    const { stdout } = await sandbox.ok(['engine', 'status', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ containers: { running: names.length, total: names.length } });
  });

  it('gets along with the socket and the lock file of an engine that was killed', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    await sandbox.ok(['down', '-t', '0']);
    const pid = await killEngine(sandbox);
    expect(existsSync(join(sandbox.root, 'run/engine.sock'))).toBe(true);
    await sandbox.ok(['up', '-d']);
    expect(await enginePid(sandbox)).not.toBe(pid);
  });

  it('ends by itself when it has nothing to look after, and not before', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack('name: demo\nservices:\n  a: {image: tscompose/hello, command: [sleep, "1"]}\n');
    await sandbox.ok(['up', '-d'], { env: { TSCOMPOSE_IDLE_MS: '100' } });
    const pid = await enginePid(sandbox);
    expect(await isAlive(pid)).toBe(true);
    await eventually('the engine ends by itself', async () => !(await isAlive(pid)));
    expect(existsSync(join(sandbox.root, 'run/engine.sock'))).toBe(false);
    const { stdout } = await sandbox.ok(['ps', '-a', '--format', 'json']);
    expect(JSON.parse(stdout.trim())).toMatchObject({ State: 'exited', ExitCode: 0 });
  });

  it('says what is needed when it is not root', async () => {
    await using sandbox = await Sandbox.create();
    mkdirSync(sandbox.root, { recursive: true });
    for (const path of [dirname(sandbox.root), sandbox.root]) chmodSync(path, 0o777);
    await sandbox.stack(STACK);
    const file = join(sandbox.project, 'compose.yaml');
    const args = [join(PACKAGE_ROOT, 'dist/cli.cjs'), '--root', sandbox.root, '-f', file, 'up', '-d'];
    const env = { PATH: process.env.PATH };
    const child = spawn(process.execPath, args, { cwd: '/', uid: NOBODY, gid: NOBODY, env });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(stderr).toMatch(/needs root/);
    expect(stderr).toMatch(/sudo/);
  });
});

describe('a start that fails', () => {
  it.each([
    ['a command that is not there', 'entrypoint: [/nope]', /"\/nope".*not in its image/, 127],
    ['a command that is a directory', 'entrypoint: [/proc]', /"\/proc".*cannot be executed/, 126],
    [
      'a bind source that is missing',
      'volumes: [{type: bind, source: ./nope, target: /x}]',
      /nope.*does not exist/,
      1,
    ],
  ])('leaves nothing but a clear message: %s', async (_, line, message, code) => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(`name: demo\nservices:\n  a:\n    image: tscompose/hello\n    ${line}\n`);
    const up = await sandbox.run(['up', '-d']);
    expect(up.stderr).toMatch(message);
    expect(up.code).toBe(code);
  });

  it('names a published port that is taken', async () => {
    await using sandbox = await Sandbox.create();
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    try {
      await sandbox.stack(
        `name: demo\nservices:\n  a: {image: tscompose/hello, ports: ["127.0.0.1:${port}:80"]}\n`,
      );
      const up = await sandbox.run(['up', '-d']);
      expect(up.code).not.toBe(0);
      expect(up.stderr).toContain(String(port));
    } finally {
      holder.close();
    }
  });

  it('creates a missing bind source of the short form, and shows its files', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(
      'name: demo\nservices:\n  a:\n    image: tscompose/hello\n    command: [ls, /x]\n    volumes: ["./made:/x"]\n',
    );
    await sandbox.ok(['up', '-d']);
    expect(existsSync(join(sandbox.project, 'made'))).toBe(true);
    writeFileSync(join(sandbox.project, 'made/file'), '');
    const { stdout } = await sandbox.ok(['up']);
    expect(stdout).toContain('file');
  });
});
