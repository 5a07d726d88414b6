import { afterAll, beforeAll, expect, test } from 'vitest';
import { unifiedHere } from '../../../src/engine/container/machine-limits.js';
import { Sandbox } from './support/sandbox.js';

const ENOENT = 2;
const EINVAL = 22;
const NOFILE = 7;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.create();
});
afterAll(() => sandbox.dispose());

const setting = (file: string, value: string) => ({
  file,
  value,
  elseFile: '',
  elseValue: '',
  optional: false,
});
const MEMORY = unifiedHere() ? 'memory.max' : 'memory.limit_in_bytes';
const SMALL = setting(MEMORY, String(8 << 20));
/** A child of it takes memory without end; what is left ends with 3. */
const GREEDY = '(x=a; while :; do x=$x$x; done); exit 3';

test('tells an engine that knows of it that memory ran out, before the end', async () => {
  const { monitor } = await sandbox.start(GREEDY, { version: 4, cgroupSetting: [SMALL] });
  await monitor.control.expect('OutOfMemory');
  let last = await monitor.control.next();
  while (last?.type === 'OutOfMemory') last = await monitor.control.next();
  expect(last).toMatchObject({ type: 'Exited', exitCode: 3, oomKilled: true });
});

test('tells an engine of an earlier release its end alone', async () => {
  const { monitor } = await sandbox.start(GREEDY, { version: 3, cgroupSetting: [SMALL] });
  expect(await monitor.control.expect('Exited')).toMatchObject({ exitCode: 3, oomKilled: true });
});

test('writes another file where the kernel lacks one, and goes on without one that is optional', async () => {
  const instead = { ...setting('memory.no_such_file', '1'), elseFile: MEMORY, elseValue: String(8 << 20) };
  const without = { ...setting('memory.no_such_file', '1'), optional: true };
  const { record } = await sandbox.run(GREEDY, { cgroupSetting: [instead, without] });
  expect(record).toMatchObject({ exitCode: 3, oomKilled: true });
});

test.each([
  ['memory.no_such_file', '1', ENOENT],
  [MEMORY, 'much', EINVAL],
])('fails in the step cgroup-limit with %s=%s', async (file, value, errorNumber) => {
  const message = sandbox.message(['true'], { cgroupSetting: [setting(file, value)] });
  const monitor = await sandbox.spawn(message);
  expect(await monitor.control.expect('StartFailed')).toMatchObject({
    ...{ step: 'cgroup-limit', errorNumber, subject: `${file}=${value}` },
  });
  await monitor.ended();
  expect(sandbox.leftCgroups(message.id)).toEqual([]);
});

test('limits the process and execs, and says which limit the kernel refuses', async () => {
  const limits = {
    resourceLimit: [{ resource: NOFILE, soft: 50, hard: 60 }],
    oomScoreAdj: 200,
    shmBytes: 1 << 20,
  };
  const { stdout } = await sandbox.run(
    'ulimit -Sn; ulimit -Hn; cat /proc/self/oom_score_adj; df -k /dev/shm | tail -1',
    limits,
  );
  expect(stdout).toMatch(/^50\n60\n200\n\S+ +1024 /);
  const resourceLimit = [{ resource: NOFILE, soft: 2, hard: 1 }];
  const monitor = await sandbox.spawn(sandbox.message(['true'], { resourceLimit }));
  expect(await monitor.control.expect('StartFailed')).toMatchObject({
    ...{ step: 'resource-limit', errorNumber: EINVAL, subject: String(NOFILE) },
  });
});
