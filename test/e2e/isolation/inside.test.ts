import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SmallRegistry } from '../image/support/small-registry.js';
import { testImage } from '../image/support/test-image.js';
import { running } from '../support/containers.js';
import { helloProgram } from '../support/hello-program.js';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
let registry: SmallRegistry;

beforeAll(async () => {
  registry = await SmallRegistry.start();
  const image = await testImage(
    [
      [
        { name: 'hello', mode: 0o755, content: await helloProgram() },
        { name: 'etc', type: 'directory' },
        { name: 'etc/passwd', content: 'root:x:0:0::/root:/bin/sh\napp:x:1234:4321::/home/app:/bin/sh\n' },
        { name: 'etc/group', content: 'root:x:0:\nstaff:x:4321:\nextra:x:77:app\n' },
        { name: 'home/app', type: 'directory', mode: 0o755, uid: 1234, gid: 4321 },
        { name: 'srv/data', type: 'directory', mode: 0o750, uid: 1234, gid: 4321 },
        { name: 'srv/data/seed', content: 'from the image\n', uid: 1234, gid: 4321 },
      ],
    ],
    { Entrypoint: ['/hello'], Cmd: ['sleep'], WorkingDir: '/home/app' },
  );
  registry.add('app', '1', image);
  sandbox = await Sandbox.create();
  await sandbox.write('bound/file', 'of the host\n');
  await sandbox.stack(`
name: demo
services:
  plain:
    image: ${registry.host}/app:1
    hostname: given
    tmpfs: ["/scratch:size=1m,mode=1770"]
    volumes: ["./bound:/bound:ro", "data:/srv/data"]
  named: {image: "${registry.host}/app:1", user: app}
  numbered: {image: "${registry.host}/app:1", user: "5000:6000", working_dir: /}
volumes: {data: {}}
`);
  await sandbox.ok(['up', '-d']);
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await registry.stop();
});

async function inside(service: string, ...command: string[]): Promise<string> {
  return (await sandbox.ok(['exec', '-T', service, '/hello', ...command])).stdout;
}

async function fails(service: string, ...command: string[]): Promise<string> {
  const { code, stderr } = await sandbox.run(['exec', '-T', service, '/hello', ...command]);
  expect(code).not.toBe(0);
  return stderr;
}

/** The value of a line `Name:\tvalue`. */
function field(text: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\t(.*?)\\s*$`, 'm').exec(text)?.[1];
}

describe('a container', () => {
  it('has namespaces of its own, and its command is process 1', async () => {
    const { init } = await running(sandbox, 'demo-plain-1');
    for (const kind of ['mnt', 'pid', 'net', 'uts', 'ipc', 'cgroup']) {
      const [ours, theirs] = await Promise.all([
        readlink(`/proc/self/ns/${kind}`),
        readlink(`/proc/${init}/ns/${kind}`),
      ]);
      expect(theirs, kind).not.toBe(ours);
    }
    expect((await inside('plain', 'cat', '/proc/1/cmdline')).split('\0')).toEqual(['/hello', 'sleep', '']);
    const processes = (await inside('plain', 'ls', '/proc')).split('\n').filter((name) => /^\d+$/.test(name));
    expect(processes.length).toBe(2);
  });

  it('sees itself at the root of its cgroups', async () => {
    for (const line of (await inside('plain', 'cat', '/proc/1/cgroup')).trim().split('\n')) {
      expect(line).toMatch(/:\/$/);
    }
  });

  it('has the capabilities that Docker gives, and may gain privileges as there', async () => {
    const status = await inside('plain', 'cat', '/proc/1/status');
    for (const set of ['CapPrm', 'CapEff', 'CapBnd']) expect(field(status, set)).toBe('00000000a80425fb');
    for (const set of ['CapInh', 'CapAmb']) expect(field(status, set)).toBe('0000000000000000');
    expect(field(status, 'NoNewPrivs')).toBe('0');
  });

  it('runs as the user that is named, with the groups of the image', async () => {
    const status = await inside('named', 'cat', '/proc/1/status');
    expect(field(status, 'Uid')).toBe('1234\t1234\t1234\t1234');
    expect(field(status, 'Gid')).toBe('4321\t4321\t4321\t4321');
    expect(field(status, 'Groups')?.split(' ')).toContain('77');
    expect(field(status, 'CapEff')).toBe('0000000000000000');
    expect(field(status, 'CapBnd')).toBe('00000000a80425fb');
    const exec = await inside('named', 'id');
    expect(field(exec, 'Uid')).toBe('1234\t1234\t1234\t1234');
    expect(field(exec, 'Cwd')).toBe('/home/app');
    expect(await inside('named', 'env')).toContain('HOME=/home/app\n');
  });

  it('runs as a user by number, whom the image does not know', async () => {
    const status = await inside('numbered', 'cat', '/proc/1/status');
    expect(field(status, 'Uid')).toBe('5000\t5000\t5000\t5000');
    expect(field(status, 'Gid')).toBe('6000\t6000\t6000\t6000');
    const exec = (await sandbox.ok(['exec', '-T', '-u', 'app', 'numbered', '/hello', 'id'])).stdout;
    expect(field(exec, 'Uid')).toBe('1234\t1234\t1234\t1234');
  });

  it('cannot read what is masked', async () => {
    for (const path of ['/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/interrupts']) {
      const { stdout } = await sandbox.run(['exec', '-T', 'plain', '/hello', 'cat', path]);
      expect(stdout, path).toBe('');
    }
    for (const path of ['/proc/acpi', '/proc/scsi', '/sys/firmware']) {
      const { stdout } = await sandbox.run(['exec', '-T', 'plain', '/hello', 'ls', path]);
      expect(stdout, path).toBe('');
    }
  });

  it('cannot write to the kernel', async () => {
    for (const path of ['/proc/sys/kernel/hostname', '/proc/sysrq-trigger', '/sys/kernel/uevent_seqnum']) {
      expect(await fails('plain', 'write', path, 'x'), path).toMatch(/Read-only file system|No such file/);
    }
  });

  it('has a root that can be written, and a host that cannot be seen', async () => {
    await inside('plain', 'write', '/new', 'text');
    expect(await inside('plain', 'cat', '/new')).toBe('text\n');
    const names = (await inside('plain', 'ls', '/')).trim().split('\n');
    const expected = ['bound', 'dev', 'etc', 'hello', 'home', 'new', 'proc', 'scratch', 'srv', 'sys'];
    expect(names.sort()).toEqual(expected);
    const mounts = await inside('plain', 'cat', '/proc/self/mounts');
    const targets = mounts.split('\n').map((line) => line.split(' ')[1]);
    expect(targets).not.toContain('/tmp');
  });

  it('has tmpfs with the options asked for', async () => {
    const mounts = await inside('plain', 'cat', '/proc/self/mounts');
    const line = mounts.split('\n').find((mount) => mount.split(' ')[1] === '/scratch') ?? '';
    expect(line).toMatch(/^\S+ \/scratch tmpfs rw,nosuid,nodev,noexec/);
    expect(line).toMatch(/size=1024k/);
    expect(line).toMatch(/mode=1770/);
  });

  it('reads a read-only bind and does not write to it', async () => {
    expect(await inside('plain', 'cat', '/bound/file')).toBe('of the host\n');
    expect(await fails('plain', 'write', '/bound/file', 'x')).toContain('Read-only file system');
  });

  it('finds a new volume filled from the image', async () => {
    expect(await inside('plain', 'cat', '/srv/data/seed')).toBe('from the image\n');
    await inside('plain', 'write', '/srv/data/seed', 'changed');
    await sandbox.ok(['up', '-d', '--force-recreate', '-t', '0', 'plain']);
    expect(await inside('plain', 'cat', '/srv/data/seed')).toBe('changed\n');
  });

  it('has its name, hosts and resolver in /etc', async () => {
    expect(field(await inside('plain', 'id'), 'Host')).toBe('given');
    expect(await inside('plain', 'cat', '/etc/hostname')).toBe('given\n');
    const hosts = await inside('plain', 'cat', '/etc/hosts');
    expect(hosts).toMatch(/^127\.0\.0\.1\s+localhost$/m);
    expect(hosts).toMatch(/^\d+\.\d+\.\d+\.\d+\s+given$/m);
    expect(await inside('plain', 'cat', '/etc/resolv.conf')).toMatch(/^nameserver 127\.0\.0\.11$/m);
    const own = (await inside('named', 'id')).match(/^Host:\t(.*)$/m)?.[1];
    expect(own).toMatch(/^[0-9a-f]{12}$/);
  });

  it('has changed nothing of its image by being started', async () => {
    const { stdout } = await sandbox.ok(['ps', '--format', 'json', 'numbered']);
    const { ID: short } = JSON.parse(stdout) as { readonly ID: string };
    const directories = await readdir(join(sandbox.root, 'containers'));
    const own = directories.find((id) => id.startsWith(short)) ?? '';
    expect(await readdir(join(sandbox.root, 'containers', own, 'upper'))).toEqual([]);
  });
});
