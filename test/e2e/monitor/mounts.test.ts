import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MountRecord } from '../../../src/wire/messages.js';
import { Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

function bind(source: string, target: string, more: Partial<MountRecord> = {}): MountRecord {
  const plain = { readOnly: false, options: '', propagation: '', populate: false };
  return { kind: 'bind', source, target, ...plain, ...more };
}

function tmpfs(target: string, options = ''): MountRecord {
  return { ...bind('', target), kind: 'tmpfs', options };
}

function directory(name: string): string {
  const path = join(sandbox.directory, name);
  mkdirSync(path, { recursive: true });
  return path;
}

test('sets up the file systems that programs expect', async () => {
  const { stdout, stderr } = await sandbox.run(`
    echo lost > /dev/null && head -c 2 /dev/zero | wc -c && head -c 4 /dev/urandom | wc -c
    stat -c '%n %F %a' /dev/null /dev/tty /dev/shm /dev/pts/ptmx
    for link in stdout fd ptmx; do readlink /dev/$link; done
    grep -E ' (/proc|/sys|/dev|/dev/pts|/dev/shm|/dev/mqueue) ' /proc/mounts | cut -d' ' -f2,3 | sort
    touch /sys/x /proc/sys/kernel/hostname 2>&1 | wc -l`);
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual([
    '2',
    '4',
    '/dev/null character special file 666',
    '/dev/tty character special file 666',
    '/dev/shm directory 1777',
    '/dev/pts/ptmx character special file 666',
    '/proc/self/fd/1',
    '/proc/self/fd',
    'pts/ptmx',
    '/dev tmpfs',
    '/dev/mqueue mqueue',
    '/dev/pts devpts',
    '/dev/shm tmpfs',
    '/proc proc',
    '/sys sysfs',
    '2',
    '',
  ]);
});

test('hides and protects the given paths, and passes over those that do not exist', async () => {
  const { stdout, stderr } = await sandbox.run(
    'wc -c < /proc/version; ls -A /sys/kernel | wc -l; echo 1 > /proc/sys/kernel/domainname',
    { maskedPath: ['/proc/version', '/sys/kernel', '/sys/fs', '/proc/no-such-thing'] },
  );
  expect(stdout).toBe('0\n0\n');
  expect(stderr).toContain('Read-only file system');
});

test('leaves the image alone: changes go to the upper directory', async () => {
  const message = sandbox.message(['sh', '-c', 'echo new > /etc/made; rm /etc/group']);
  const monitor = await sandbox.spawn(message);
  await monitor.control.expect('Started');
  await monitor.control.expect('Exited');
  expect(readFileSync(join(message.upper, 'etc/made'), 'utf8')).toBe('new\n');
  expect(statSync(join(sandbox.image, 'etc/group')).isFile()).toBe(true);
});

test('binds files and directories, making their targets, inner mounts after outer ones', async () => {
  const outer = directory('outer');
  const inner = directory('inner');
  const file = join(sandbox.directory, 'hosts');
  writeFileSync(file, '10.0.0.1 db\n');
  const { stdout, stderr } = await sandbox.run(
    'cat /etc/hosts; echo o > /srv/a/o; echo i > /srv/a/b/c/i; ls /srv/a',
    {
      mount: [bind(inner, '/srv/a/b/c'), bind(outer, '/srv/a'), bind(file, '/etc/hosts', { readOnly: true })],
    },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe('10.0.0.1 db\nb\no\n');
  expect(readFileSync(join(inner, 'i'), 'utf8')).toBe('i\n');
});

test('refuses writes to a read-only bind mount', async () => {
  const source = directory('read-only');
  const { stderr } = await sandbox.run('touch /mnt/x', { mount: [bind(source, '/mnt', { readOnly: true })] });
  expect(stderr).toContain('Read-only file system');
});

test('does not follow links of the image out of its root', async () => {
  const source = directory('escape');
  const { stdout, stderr } = await sandbox.run('ls -d /linked/target', {
    arg: ['sh', '-c', 'ls -d /etc/escape/target'],
    lower: [directoryWithLink(), sandbox.image],
    mount: [bind(source, '/link/target')],
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('/etc/escape/target\n');
});

/** A layer whose /link leads up and out, to what would be the host's /etc. */
function directoryWithLink(): string {
  const layer = directory('layer');
  mkdirSync(join(layer, 'etc/escape'), { recursive: true });
  symlinkSync('../../../../../../../../etc/escape', join(layer, 'link'));
  return layer;
}

test('fills an empty volume from the image, once', async () => {
  const layer = directory('volume-image');
  mkdirSync(join(layer, 'var/lib/app/sub'), { recursive: true });
  writeFileSync(join(layer, 'var/lib/app/file'), 'of the image', { mode: 0o640 });
  symlinkSync('file', join(layer, 'var/lib/app/link'));
  chownSync(join(layer, 'var/lib/app'), 33, 33);
  chmodSync(join(layer, 'var/lib/app'), 0o750);
  const volume = directory('volume');
  const overrides = {
    lower: [layer, sandbox.image],
    mount: [bind(volume, '/var/lib/app', { populate: true })],
  };
  const script = 'cd /var/lib/app; stat -c "%n %a %u" . file sub; readlink link; rm file';
  const { stdout, stderr } = await sandbox.run(script, overrides);
  expect(stderr).toBe('');
  expect(stdout).toBe('. 750 33\nfile 640 0\nsub 755 0\nfile\n');
  const second = await sandbox.run('ls /var/lib/app', overrides);
  expect(second.stdout).toBe('link\nsub\n');
});

test('mounts tmpfs with size, mode and owner', async () => {
  const { stdout, stderr } = await sandbox.run(
    'stat -c "%a %u" /run/app; df -k /run/app | tail -n 1 | tr -s " " | cut -d" " -f2; grep /run/app /proc/mounts',
    { mount: [tmpfs('/run/app', 'size=1m,mode=0710,uid=33'), tmpfs('/scratch')] },
  );
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^710 33\n1024\n.* rw,nosuid,nodev,noexec,/);
});

test('gives the container a copy of a file, in memory, with the owner and mode that are asked for', async () => {
  const source = join(sandbox.directory, 'secret');
  writeFileSync(source, 'x'.repeat(10_000), { mode: 0o600 });
  const empty = join(sandbox.directory, 'empty');
  writeFileSync(empty, '');
  const copy = (from: string, target: string, options: string) => ({
    ...bind(from, target),
    kind: 'file',
    options,
  });
  const { stdout, stderr } = await sandbox.run(
    `stat -c '%n %s %u:%g %a' /run/secrets/s /e; wc -c < /run/secrets/s
     grep -E ' (/run/secrets/s|/e) ' /proc/mounts | cut -d' ' -f2,3,4 | cut -d, -f1-4 | sort; echo y > /e`,
    {
      mount: [
        copy(source, '/run/secrets/s', 'uid=33,gid=44,mode=440'),
        copy(empty, '/e', 'uid=0,gid=0,mode=4755'),
      ],
    },
  );
  expect(stdout.split('\n')).toEqual([
    '/run/secrets/s 10000 33:44 440',
    '/e 0 0:0 4755',
    '10000',
    '/e tmpfs ro,nosuid,nodev,noexec',
    '/run/secrets/s tmpfs ro,nosuid,nodev,noexec',
    '',
  ]);
  expect(stderr).toContain('Read-only file system');
});

test.each(['uid=x', 'mode=999', 'size=1', 'gid=4294967295'])('refuses a copy with %s', async (options) => {
  const source = join(sandbox.directory, 'some');
  writeFileSync(source, 'x');
  const mount = [{ ...bind(source, '/some'), kind: 'file', options }];
  const monitor = await sandbox.spawn({ ...sandbox.message(['true']), mount });
  expect(await monitor.control.expect('StartFailed')).toMatchObject({ step: 'mount', call: 'mount options' });
});

test('binds a part of a volume, and follows no link out of it', async () => {
  const volume = directory('volume');
  mkdirSync(join(volume, 'some', 'part'), { recursive: true });
  writeFileSync(join(volume, 'some', 'part', 'file'), 'inside\n');
  symlinkSync('/etc', join(volume, 'out'));
  symlinkSync('/some', join(volume, 'within'));
  const part = (path: string, target: string) => ({ ...bind(volume, target), kind: 'part', options: path });
  const { stdout } = await sandbox.run('cat /p/file /q/part/file', {
    mount: [part('some/part', '/p'), part('within', '/q')],
  });
  expect(stdout).toBe('inside\ninside\n');
  for (const path of ['out', '../volume/out', 'nothing']) {
    const monitor = await sandbox.spawn({ ...sandbox.message(['true']), mount: [part(path, '/p')] });
    expect(await monitor.control.expect('StartFailed')).toMatchObject({
      step: 'mount-source',
      subject: `${volume}/${path}`,
    });
  }
});
