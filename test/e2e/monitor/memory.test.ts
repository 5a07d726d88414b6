import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

test('records that the kernel killed the container for lack of memory', async () => {
  const script = 'mkfifo /tmp/go; read x < /tmp/go; exec tail -c 100000000 /dev/zero';
  const container = await sandbox.start(script);
  const { cgroupPath } = container.message;
  const limits = [
    `/sys/fs/cgroup/memory/${cgroupPath}/memory.limit_in_bytes`,
    `/sys/fs/cgroup/${cgroupPath}/memory.max`,
  ];
  const limit = limits.find((path) => existsSync(path));
  if (limit === undefined) throw new Error(`the container has none of ${limits.join(', ')}`);
  writeFileSync(limit, '20000000');
  const swap = limit.replace('memory.max', 'memory.swap.max');
  if (swap !== limit && existsSync(swap)) writeFileSync(swap, '0');
  const session = await container.exec([
    'sh',
    '-c',
    'until [ -p /tmp/go ]; do sleep 0.01; done; echo > /tmp/go',
  ]);
  session.stdout.resume();
  session.stderr.resume();
  const { record } = await container.finished();
  expect(record).toMatchObject({ exitCode: 137, signal: 9, oomKilled: true });
});

test('a monitor with nothing to do keeps little in memory, and wakes up for what comes', async () => {
  const container = await sandbox.start('sleep 1000');
  const { pid } = container.monitor;
  const residentKb = () =>
    Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Rss:\s+(\d+) kB$/m)?.[1]);
  const busy = residentKb();
  await eventually('the monitor to shrink', async () => residentKb() < Math.min(busy, 320));
  const session = await container.exec(['echo', 'awake']);
  session.stderr.resume();
  let output = '';
  for await (const chunk of session.stdout) output += String(chunk);
  expect(output).toBe('awake\n');
});
