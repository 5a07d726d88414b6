import { readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

test('runs a program as process 1 in namespaces of its own, and records its exit code', async () => {
  // Whichever of the two comes first makes it.
  const container = await sandbox.start(
    'mkfifo /data/go 2>/dev/null; echo pid $$ on $(hostname); read x < /data/go; exit 7',
  );
  for (const name of ['mnt', 'pid', 'uts', 'ipc', 'net', 'cgroup']) {
    expect(readlinkSync(`/proc/${container.pid}/ns/${name}`)).not.toBe(readlinkSync(`/proc/self/ns/${name}`));
  }
  const exec = await container.exec(['sh', '-c', 'mkfifo /data/go 2>/dev/null; echo > /data/go']);
  exec.stdout.resume();
  exec.stderr.resume();
  const { stdout, stderr, record } = await container.finished();
  expect(stderr).toBe('');
  expect(stdout).toBe('pid 1 on box\n');
  expect(record).toMatchObject({ version: 1, exitCode: 7, signal: null, oomKilled: false });
  expect(Date.parse(record.finishedAt)).toBeGreaterThanOrEqual(Date.parse(record.startedAt));
});

test('gives root the capabilities asked for and nothing more, with no_new_privs when wanted', async () => {
  const script = 'grep -E "^(Cap|NoNewPrivs|Groups)" /proc/self/status';
  const { stdout } = await sandbox.run(script, { noNewPrivileges: true });
  expect(stdout).toMatch(/CapInh:\t0+\n/);
  expect(stdout).toMatch(/CapPrm:\t00000000a80425fb\n/);
  expect(stdout).toMatch(/CapEff:\t00000000a80425fb\n/);
  expect(stdout).toMatch(/CapBnd:\t00000000a80425fb\n/);
  expect(stdout).toMatch(/CapAmb:\t0+\n/);
  expect(stdout).toMatch(/NoNewPrivs:\t1\n/);
});

test('runs as a user of the image with its groups and home, without capabilities', async () => {
  const script = 'id; echo $HOME; echo out > /dev/stdout; grep -E "^CapEff" /proc/self/status';
  const { stdout, stderr } = await sandbox.run(script, { user: 'web' });
  expect(stderr).toBe('');
  expect(stdout).toBe(
    'uid=33(web) gid=33(web) groups=33(web),44(log)\n/srv/web\nout\nCapEff:\t0000000000000000\n',
  );
});

test('takes numbers that are not in the image as user and group', async () => {
  const { stdout } = await sandbox.run('id -u; id -g; id -G; echo $HOME', { user: '1234:77' });
  expect(stdout).toBe('1234\n77\n77\n/\n');
});

test('makes a missing working directory and starts there', async () => {
  const { stdout } = await sandbox.run('pwd', { cwd: '/srv/not/yet' });
  expect(stdout).toBe('/srv/not/yet\n');
});

test('leaves no descriptor of the monitor open in the container', async () => {
  const { stdout } = await sandbox.run('ls /proc/1/fd; true');
  expect(stdout).toMatch(/^0\n1\n(10\n)?2\n$/);
});

test('lets an unprivileged user listen on a low port', async () => {
  const { stdout } = await sandbox.run('cat /proc/sys/net/ipv4/ip_unprivileged_port_start');
  expect(stdout).toBe('0\n');
});

test('starts in a cgroup of its own and removes it afterwards', async () => {
  const script = 'cat /proc/self/cgroup; ls /sys/fs/cgroup; touch /sys/fs/cgroup/x';
  const { stdout, stderr } = await sandbox.run(script);
  expect(stdout).toMatch(/:\/\n/);
  expect(stdout).not.toContain('tscompose');
  expect(stderr).toContain('Read-only file system');
  expect(sandbox.leftCgroups()).toEqual([]);
});

test('gives the main process a terminal when asked to', async () => {
  const { stdout } = await sandbox.run('tty; test -t 0 && test -t 1 && echo terminal; ls -l /dev/console', {
    tty: true,
  });
  expect(stdout).toMatch(/\/dev\/pts\/0\r\nterminal\r\n.*\/dev\/console/);
});
