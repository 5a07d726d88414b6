import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const PROGRAM = join(PACKAGE_ROOT, 'bin/tscompose');

// The image has no shell: what is in the container is seen by copying it out.
const FILE = `
name: watched
services:
  web:
    image: tscompose/hello
    command: [sleep]
    stop_grace_period: 0s
    develop:
      watch:
        - {action: sync, path: ./src, target: /app, ignore: [ignored/, "*.log"], initial_sync: true}
        - {action: sync+restart, path: ./conf.yml, target: /conf.yml}
        - {action: sync+exec, path: ./hooked, target: /hooked, exec: {command: [/hello, exit, "3"]}}
`;

it('passes on what changes, restarts and runs commands, until it is interrupted', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(FILE);
  await sandbox.write('src/first.txt', 'first');
  await sandbox.write('src/ignored/x', 'x');
  await sandbox.write('conf.yml', '1');
  await mkdir(join(sandbox.project, 'hooked'));
  const watch = sandbox.start(['watch']);
  await watch.until(/Watch enabled/);

  const inside = async (path: string) => {
    const { code, stdout } = await sandbox.run(['cp', `web:${path}`, '-']);
    return code === 0 ? stdout : undefined;
  };
  const arrives = (path: string, text: string) =>
    eventually(`${path} is ${text}`, async () => (await inside(path))?.includes(text));
  await arrives('/app/first.txt', 'first');
  expect(await inside('/app/ignored')).toBeUndefined();

  await sandbox.write('src/deep/er/second.txt', 'second');
  await sandbox.write('src/empty.txt', '');
  await sandbox.write('src/some.log', 'log');
  await symlink('first.txt', join(sandbox.project, 'src/link'));
  await arrives('/app/deep/er/second.txt', 'second');
  await eventually('the link is there', () => inside('/app/link'));
  await appendFile(join(sandbox.project, 'src/first.txt'), ', changed');
  await arrives('/app/first.txt', 'first, changed');
  expect(await inside('/app/empty.txt')).toBeDefined();
  expect(await inside('/app/some.log')).toBeUndefined();

  await sandbox.write('conf.yml', '2');
  await watch.until(/service\(s\) \["web"\] restarted/);
  await arrives('/conf.yml', '2');

  await sandbox.write('hooked/file', 'x');
  await watch.until(/the command after the sync ended with 3 in watched-web-1/);

  // There is no rm in the image: that is told, and watching goes on.
  await rm(join(sandbox.project, 'src/deep'), { recursive: true });
  await watch.until(/what changed could not be passed on: /);
  await sandbox.write('src/third.txt', 'third');
  await arrives('/app/third.txt', 'third');

  watch.child.kill('SIGINT');
  const { code, stdout } = await watch.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/Watch disabled\n$/);
});

it('says what it cannot do, and where that stands', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(FILE.replace('action: sync,', 'action: rebuild,'));
  const { code, stderr } = await sandbox.run(['watch']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^compose\.yaml:10:\d+: the action "rebuild" needs images to be built/);
  await sandbox.stack('services:\n  web:\n    image: tscompose/hello\n');
  const none = await sandbox.run(['watch', '--no-up']);
  expect(none.stderr).toContain('none of the selected services is configured for watch');
});

it('up --watch passes changes on below its log, and outlasts the restarts that this takes', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(
    FILE.replace('command: [sleep]', 'command: [write-lines, "10000", "8", --every, "300"]'),
  );
  await sandbox.write('src/first.txt', 'first');
  const up = sandbox.start(['up', '--watch']);
  await up.until(/⦿ Watch enabled/);
  await sandbox.write('src/second.txt', 'second');
  await up.until(/⦿ Syncing service "web"/);
  await eventually(
    'it is there',
    async () => (await sandbox.run(['cp', 'web:/app/second.txt', '-'])).code === 0,
  );
  // Nothing was there when the watching began.
  await sandbox.write('conf.yml', '1');
  await up.until(/⦿ service\(s\) \["web"\] restarted/);
  const ofRestarted = /restarted\n(?:.*\n)*web-1 {2}\| \d/;
  await eventually('the log goes on', async () => ofRestarted.test(up.stdout()));
  up.child.kill('SIGINT');
  const { code, stdout } = await up.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/⦿ Watch disabled\nGracefully Stopping/);
});

it('up has a menu at a terminal: w watches, d leaves the containers running, and the terminal is given back', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(FILE);
  const line = `stty rows 31 cols 97; ${PROGRAM} --root ${sandbox.root} up; echo code $?; stty -a`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: sandbox.project, stdio: 'pipe' });
  let seen = '';
  child.stdout.on('data', (data) => {
    seen += String(data);
  });
  const shows = (text: string) => eventually(text, async () => seen.includes(text));
  const exit = once(child, 'exit');
  await shows('Enable Watch');
  child.stdin.write('w');
  await shows('Disable Watch');
  await shows('Watch enabled');
  child.stdin.write('d');
  await shows('code 0');
  await exit;
  expect(seen).toContain('Watch disabled');
  expect(seen).toMatch(/ icanon .* echo /s);
  expect((await sandbox.ok(['ps', '--services'])).stdout).toBe('web\n');
});

it('in the background of a terminal up has no menu, since asking for keys would stop it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(FILE);
  // With job control, so that it has a process group of its own.
  const line = `bash -mc '${PROGRAM} --root ${sandbox.root} up & wait $!; echo code $?'`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: sandbox.project, stdio: 'pipe' });
  const exit = once(child, 'exit');
  let seen = '';
  child.stdout.on('data', (data) => {
    seen += String(data);
  });
  await eventually('it is attached', async () => seen.includes('Attaching to web-1'));
  await sandbox.ok(['stop']);
  await exit;
  expect(seen).toContain('code 0');
  expect(seen).not.toContain('Enable Watch');
});
