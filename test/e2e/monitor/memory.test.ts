import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
