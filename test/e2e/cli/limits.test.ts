import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cgroupFile } from '../support/cgroup-file.js';
import { psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';

const MIB = 1024 * 1024;
const MEMORY = ['memory.limit_in_bytes', 'memory.max'];

async function inspect(
  sandbox: Sandbox,
  container: string,
): Promise<Record<string, Record<string, unknown>>> {
  return JSON.parse((await sandbox.ok(['container', 'inspect', container])).stdout)[0];
}

it('limits a service as its file says, execs too, and tells it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  a:
    image: tscompose/hello
    command: [sleep]
    mem_limit: 64m
    memswap_limit: 64m
    cpus: 0.5
    cpu_shares: 2
    cpuset: "0"
    shm_size: 32m
    oom_score_adj: 300
    ulimits: {nofile: {soft: 100, hard: 200}, core: 0}
`);
  await sandbox.ok(['up', '-d']);
  const { init } = await running(sandbox, 'demo-a-1');
  expect(cgroupFile(init, ...MEMORY)).toBe(String(64 * MIB));
  expect(cgroupFile(init, 'cpu.cfs_quota_us', 'cpu.max')).toMatch(/^50000( 100000)?$/);
  expect(cgroupFile(init, 'cpu.shares', 'cpu.weight')).toMatch(/^[12]$/);
  expect(cgroupFile(init, 'cpuset.cpus')).toBe('0');
  const inside = async (file: string) =>
    (await sandbox.ok(['exec', '-T', 'a', '/hello', 'cat', file])).stdout;
  for (const process of ['self', '1']) {
    expect(await inside(`/proc/${process}/limits`)).toMatch(/Max open files +100 +200 /);
    expect((await inside(`/proc/${process}/oom_score_adj`)).trim()).toBe('300');
  }
  expect(await inside('/proc/mounts')).toMatch(/\/dev\/shm tmpfs .*size=32768k/);
  expect((await inspect(sandbox, 'demo-a-1')).HostConfig).toMatchObject({
    ...{ Memory: 64 * MIB, MemorySwap: 64 * MIB, NanoCpus: 5e8, CpuShares: 2, CpusetCpus: '0' },
    ...{ ShmSize: 32 * MIB, OomScoreAdj: 300 },
    Ulimits: [
      { Name: 'core', Hard: 0, Soft: 0 },
      { Name: 'nofile', Hard: 200, Soft: 100 },
    ],
  });
  const { stdout } = await sandbox.ok(['stats', '--no-stream', '--format', '{{.MemUsage}}']);
  expect(stdout).toContain('/ 64MiB');
});

it('refuses what cannot be, with its place and before anything is touched', async () => {
  await using sandbox = await Sandbox.create();
  const refusal = async (attributes: string) => {
    await sandbox.stack(`name: demo\nservices:\n  a:\n    image: tscompose/hello\n    ${attributes}\n`);
    const { code, stderr } = await sandbox.run(['up', '-d']);
    expect(code).toBe(1);
    return stderr;
  };
  expect(await refusal('mem_limit: 5m')).toContain('compose.yaml:5:');
  expect(await refusal('deploy: {resources: {limits: {memory: 5m}}}')).toContain('6.0 MiB');
  expect(await refusal('cpus: 1\n    cpu_quota: 5000')).toContain('cpu_quota');
  expect(await refusal('cpus: 4096')).toContain('this machine has');
  expect(await refusal('cpuset: "4095"')).toContain('compose.yaml:5:');
  expect((await sandbox.ok(['container', 'ls', '-aq'])).stdout).toBe('');
});

it('does not stop a container for one that the machine has not room for', async () => {
  await using sandbox = await Sandbox.create();
  const stack = (cpus: number) =>
    `{name: demo, services: {a: {image: tscompose/hello, command: [sleep], cpus: ${cpus}}}}`;
  await sandbox.stack(stack(1));
  await sandbox.ok(['up', '-d']);
  const before = await running(sandbox, 'demo-a-1');
  await sandbox.stack(stack(4096));
  for (const verb of [['plan'], ['up', '-d']]) expect((await sandbox.run(verb)).code).toBe(1);
  expect(await running(sandbox, 'demo-a-1')).toEqual(before);
});

it('makes a container anew when a limit has changed, and says which', async () => {
  await using sandbox = await Sandbox.create();
  const stack = (limit: string) =>
    `{name: demo, services: {a: {image: tscompose/hello, command: [sleep], mem_limit: ${limit}}}}`;
  await sandbox.stack(stack('64m'));
  await sandbox.ok(['up', '-d']);
  await sandbox.stack(stack('80m'));
  expect((await sandbox.run(['plan'])).stdout).toContain('mem_limit: 64 MiB → 80 MiB');
  await sandbox.ok(['up', '-d']);
  expect(cgroupFile((await running(sandbox, 'demo-a-1')).init, ...MEMORY)).toBe(String(80 * MIB));
});

it('changes limits of what runs; they outlast a restart, the engine, and another up', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(
    '{name: demo, services: {a: {image: tscompose/hello, command: [sleep], mem_limit: 64m}}}',
  );
  await sandbox.ok(['up', '-d']);
  const memory = async () => cgroupFile((await running(sandbox, 'demo-a-1')).init, ...MEMORY);
  const before = (await running(sandbox, 'demo-a-1')).init;
  // More than memory and swap together were before.
  await sandbox.ok(['container', 'update', '-m', '200m', '--cpus', '1', '--pids-limit', '30', 'demo-a-1']);
  expect((await running(sandbox, 'demo-a-1')).init).toBe(before);
  const events = await sandbox.ok(['events', '--json', '--since', '1', '--until', new Date().toISOString()]);
  expect(events.stdout).toContain('"action":"update"');
  expect(await memory()).toBe(String(200 * MIB));
  expect(cgroupFile(before, 'pids.max')).toBe('30');
  await sandbox.ok(['container', 'update', '--pids-limit', '-1', 'demo-a-1']);
  expect(cgroupFile(before, 'pids.max')).toBe('max');
  process.kill((await sandbox.enginePid()) ?? 0, 'SIGKILL');
  expect((await sandbox.ok(['up', '-d'])).stderr).not.toContain('Recreate');
  await sandbox.ok(['container', 'restart', '-t', '0', 'demo-a-1']);
  expect(await memory()).toBe(String(200 * MIB));
  for (const wrong of [['-m', '3m'], ['--cpu-quota', '5000'], ['--cpus', '4096'], []]) {
    expect((await sandbox.run(['container', 'update', ...wrong, 'demo-a-1'])).code).toBe(1);
  }
  expect(await memory()).toBe(String(200 * MIB));
});

it('limits a container of its own by flags', async () => {
  await using sandbox = await Sandbox.create();
  const flags = [
    '-m',
    '32m',
    '--cpus',
    '0.25',
    '--ulimit',
    'nofile=50',
    '--shm-size',
    '1m',
    '--oom-score-adj',
    '7',
  ];
  const run = await sandbox.ok([
    'container',
    'run',
    '--rm',
    ...flags,
    'tscompose/hello',
    'cat',
    '/proc/1/limits',
    '/proc/1/oom_score_adj',
    '/proc/mounts',
  ]);
  expect(run.stdout).toMatch(/Max open files +50 +50 [\s\S]*\n7\n[\s\S]*\/dev\/shm tmpfs .*size=1024k/);
  const wrong = await sandbox.run(['container', 'run', '--rm', '-m', '5m', 'tscompose/hello', 'id']);
  expect(wrong).toMatchObject({ code: 125, stdout: '' });
  expect(wrong.stderr).toContain('--memory: 5.0 MiB');
});

it('tells that memory ran out: state, event, list, and why up --wait failed', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  big:
    image: tscompose/hello
    command: [alloc, "64"]
    mem_limit: 16m
    # It is waited for also where it runs for a moment.
    healthcheck: {test: [CMD, /hello, exit, "1"], interval: 1s, retries: 1000}
`);
  const since = new Date().toISOString();
  const up = await sandbox.run(['up', '-d', '--wait']);
  expect(up.code).toBe(1);
  expect(up.stderr).toContain('reached its memory limit of 16 MiB');
  expect(up.stderr).toContain('raise mem_limit');
  expect(await psRow(sandbox, 'big')).toMatchObject({ State: 'exited', ExitCode: 137 });
  expect((await psRow(sandbox, 'big'))?.Status).toContain('(out of memory)');
  expect((await inspect(sandbox, 'demo-big-1')).State).toMatchObject({ OOMKilled: true, ExitCode: 137 });
  const { stdout } = await sandbox.ok([
    'events',
    '--json',
    '--since',
    since,
    '--until',
    new Date().toISOString(),
  ]);
  const actions = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).action);
  // Once per process that found no memory: a health check may have been one.
  expect(actions).toContain('oom');
  expect(actions.indexOf('oom')).toBeLessThan(actions.indexOf('die'));
});

it('tells it at once of a process that is not the first, while the container goes on', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  big: {image: tscompose/hello, command: [alloc, "64", --in-child], mem_limit: 16m}
`);
  const events = sandbox.start(['events']);
  await sandbox.ok(['up', '-d']);
  await events.until(/container oom /);
  await eventually('the child is gone', async () =>
    (await sandbox.ok(['logs', 'big'])).stdout.includes('the child was killed by signal 9'),
  );
  expect((await inspect(sandbox, 'demo-big-1')).State).toMatchObject({ Running: true, OOMKilled: true });
  events.child.kill('SIGINT');
});

it('starts again on failure what was killed for lack of memory', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  big: {image: tscompose/hello, command: [alloc, "64"], mem_limit: 16m, restart: "on-failure:2"}
`);
  await sandbox.ok(['up', '-d']);
  await eventually('it is given up', async () => (await psRow(sandbox, 'big'))?.State === 'exited');
  expect((await inspect(sandbox, 'demo-big-1')).RestartCount).toBe(2);
  expect((await inspect(sandbox, 'demo-big-1')).State).toMatchObject({ OOMKilled: true, ExitCode: 137 });
});

it('gives no container the score that a service manager gave its engine', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack('{name: demo, services: {a: {image: tscompose/hello, command: [sleep]}}}');
  await sandbox.ok(['up', '-d']);
  // Higher than usual: to lower it takes a capability that not every root has.
  await writeFile(join('/proc', String(await sandbox.enginePid()), 'oom_score_adj'), '300');
  await sandbox.ok(['up', '-d', '--force-recreate', '-t', '0']);
  const { stdout } = await sandbox.ok(['exec', '-T', 'a', '/hello', 'cat', '/proc/1/oom_score_adj']);
  expect(stdout.trim()).toBe('0');
});
