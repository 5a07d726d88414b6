import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

/** What a container of a machine has by default: bits of capabilities(7). */
const DEFAULT = 0xa80425fbn;
const MKNOD = 1n << 27n;
const NET_ADMIN = 1n << 12n;
const SYS_ADMIN = 1n << 21n;

beforeAll(async () => {
  sandbox = await Sandbox.create();
  const nodes = join(sandbox.project, 'nodes');
  await mkdir(join(nodes, 'private'), { recursive: true });
  // Without capabilities root is a user like any other.
  await chmod(join(nodes, 'private'), 0o700);
  await chown(join(nodes, 'private'), 1234, 1234);
  // The kernel's log is on every machine, and not a device that every container has.
  execFileSync('mknod', [join(nodes, 'log'), 'c', '1', '11']);
  await sandbox.stack(`
name: rights
x-plain: &plain {image: tscompose/hello, command: [sleep], volumes: ["./nodes:/nodes"]}
services:
  plain: *plain
  more: {<<: *plain, cap_add: [net_admin], cap_drop: [MKNOD], security_opt: ["no-new-privileges:true"], group_add: ["4321"]}
  none:
    <<: *plain
    cap_drop: [ALL]
    post_start: [{command: [/hello, write, /nodes/private/note, hooked], privileged: true}]
  closed: {<<: *plain, read_only: true, tmpfs: [/scratch]}
  tuned: {<<: *plain, sysctls: {net.core.somaxconn: 777, kernel.shmmax: 123456}}
  device: {<<: *plain, devices: ["/dev/kmsg:/dev/notes:w"]}
  ruled: {<<: *plain, device_cgroup_rules: ["c 1:11 w"]}
  lord: {<<: *plain, privileged: true}
  user: {<<: *plain, privileged: true, user: "1000"}
  open: {<<: *plain, security_opt: ["systempaths=unconfined"]}
`);
  await sandbox.ok(['up', '-d']);
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const exec = (service: string, flags: readonly string[], ...command: string[]) =>
  sandbox.run(['exec', '-T', ...flags, service, '/hello', ...command]);

async function inside(service: string, ...command: string[]): Promise<string> {
  const { code, stdout, stderr } = await exec(service, [], ...command);
  expect(code, stderr).toBe(0);
  return stdout;
}

async function refused(service: string, path: string, because: string): Promise<void> {
  const { code, stderr } = await exec(service, [], 'write', path, 'x');
  expect(code, path).not.toBe(0);
  expect(stderr).toContain(because);
}

async function status(service: string, process = '1'): Promise<ReadonlyMap<string, string>> {
  const lines = (await inside(service, 'cat', `/proc/${process}/status`)).split('\n');
  return new Map(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
}

const effective = async (service: string) => BigInt(`0x${(await status(service)).get('CapEff')}`);

describe('capabilities', () => {
  it('are as Docker has them unless a service says otherwise', async () => {
    expect(await effective('plain')).toBe(DEFAULT);
    expect(await effective('more')).toBe(DEFAULT + NET_ADMIN - MKNOD);
    expect(await effective('none')).toBe(0n);
    expect((await effective('lord')) & SYS_ADMIN).toBe(SYS_ADMIN);
  });

  it('of a privileged container are within reach of its users, but not theirs', async () => {
    const user = await status('user');
    expect(user.get('CapEff')).toBe('0000000000000000');
    expect(BigInt(`0x${user.get('CapBnd')}`) & SYS_ADMIN).toBe(SYS_ADMIN);
  });

  it('are all there for a command that is to have them, and for the next one again those of the container', async () => {
    const privileged = await exec('none', ['--privileged'], 'cat', '/proc/self/status');
    expect(privileged.stdout).toMatch(/CapEff:\s+000001f/);
    expect((await exec('none', [], 'cat', '/proc/self/status')).stdout).toMatch(/CapEff:\s+0{16}/);
  });

  it('are all there for a hook that is to have them', async () => {
    expect(await readFile(join(sandbox.project, 'nodes/private/note'), 'utf8')).toBe('hooked\n');
    await refused('none', '/nodes/private/note', 'Permission denied');
  });

  it('of a one-off container follow the command line', async () => {
    const flags = ['--cap-add', 'NET_ADMIN', '--cap-drop', 'ALL'];
    const { stdout } = await sandbox.ok(['run', '--rm', '-T', ...flags, 'plain', 'cat', '/proc/1/status']);
    expect(stdout).toMatch(/CapEff:\s+0000000000001000/);
  });
});

it('new privileges and groups are those that were asked for, for commands too', async () => {
  for (const process of ['1', 'self']) {
    const more = await status('more', process);
    expect(more.get('NoNewPrivs')).toBe('1');
    expect(more.get('Groups')?.trim().split(' ')).toContain('4321');
  }
  const plain = await status('plain');
  expect([plain.get('NoNewPrivs'), plain.get('Groups')?.trim()]).toEqual(['0', '0']);
});

it('a closed root cannot be written, nor can the files that we put there; mounts can', async () => {
  for (const path of ['/new', '/etc/hosts']) await refused('closed', path, 'Read-only file system');
  for (const path of ['/scratch/new', '/dev/shm/new']) await inside('closed', 'write', path, 'x');
  await inside('plain', 'write', '/new', 'x');
  await sandbox.ok(['stop', '-t', '0', 'closed']);
  const { code, stderr } = await sandbox.run(['cp', 'compose.yaml', 'closed:/new']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('rootfs is marked read-only')]);
  await sandbox.ok(['start', 'closed']);
});

it('kernel settings are those of the container, and of no other', async () => {
  expect(await inside('tuned', 'cat', '/proc/sys/net/core/somaxconn')).toBe('777\n');
  expect(await inside('tuned', 'cat', '/proc/sys/kernel/shmmax')).toBe('123456\n');
  expect(await inside('plain', 'cat', '/proc/sys/net/core/somaxconn')).not.toBe('777\n');
});

describe('devices', () => {
  it('other than those of every container cannot be used, whoever made their node', async () => {
    await refused('plain', '/nodes/log', 'Operation not permitted');
    await inside('plain', 'write', '/dev/null', 'x');
  });

  it('may be used as far as was asked for', async () => {
    await inside('device', 'write', '/dev/notes', 'a test of tscompose');
    expect((await exec('device', [], 'cat', '/dev/notes')).stderr).toContain('Operation not permitted');
    await inside('ruled', 'write', '/nodes/log', 'a test of tscompose');
    expect((await exec('ruled', [], 'cat', '/nodes/log')).stderr).toContain('Operation not permitted');
  });

  it('are all there in a privileged container', async () => {
    const names = (await inside('lord', 'ls', '/dev')).trim().split('\n');
    expect(names).toContain('kmsg');
    expect((await inside('plain', 'ls', '/dev')).trim().split('\n')).not.toContain('kmsg');
    await inside('lord', 'write', '/dev/kmsg', 'a test of tscompose');
  });

  it('that are not there keep a container from starting, with the place in the file', async () => {
    await sandbox.write(
      'wrong.yaml',
      'name: wrong\nservices:\n  web:\n    image: tscompose/hello\n    devices: [/dev/nosuch]\n',
    );
    const { code, stderr } = await sandbox.run(['-f', 'wrong.yaml', 'up', '-d']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/wrong\.yaml:5.*\n?.*the device \/dev\/nosuch of wrong-web-1/),
    ]);
    await sandbox.ok(['-f', 'wrong.yaml', 'down']);
  });
});

it('paths are open where that was asked for, and protected elsewhere', async () => {
  for (const service of ['lord', 'open']) {
    const mounts = await inside(service, 'cat', '/proc/self/mounts');
    expect(mounts, service).not.toMatch(/ \/proc\/\S+ /);
    expect(mounts.match(/ \/sys sysfs (rw|ro),/)?.[1]).toBe(service === 'lord' ? 'rw' : 'ro');
  }
  expect(await inside('plain', 'cat', '/proc/self/mounts')).toMatch(/ \/proc\/sys proc ro,/);
});

it('inspect tells it in the words of Docker', async () => {
  const { stdout } = await sandbox.ok([
    'container',
    'inspect',
    'rights-more-1',
    'rights-lord-1',
    'rights-device-1',
  ]);
  const [more, lord, device] = (JSON.parse(stdout) as { HostConfig: unknown }[]).map(
    ({ HostConfig }) => HostConfig,
  );
  expect(more).toMatchObject({
    CapAdd: ['CAP_NET_ADMIN'],
    CapDrop: ['CAP_MKNOD'],
    SecurityOpt: ['no-new-privileges'],
    GroupAdd: ['4321'],
    Privileged: false,
  });
  expect(lord).toMatchObject({ Privileged: true, MaskedPaths: [], ReadonlyPaths: [] });
  expect(device).toMatchObject({
    Devices: [{ PathOnHost: '/dev/kmsg', PathInContainer: '/dev/notes', CgroupPermissions: 'w' }],
  });
});

it('a change is a reason to recreate a container, and the plan says which', async () => {
  const before = await sandbox.ok(['plan', 'more']);
  expect(before.stdout).not.toContain('recreate');
  await sandbox.write('override.yaml', 'services: {more: {cap_add: [sys_time]}}\n');
  const { stdout } = await sandbox.run(['-f', 'compose.yaml', '-f', 'override.yaml', 'plan', 'more']);
  expect(stdout).toContain('cap_add: ["CAP_NET_ADMIN"] → ["CAP_NET_ADMIN","CAP_SYS_TIME"]');
});
