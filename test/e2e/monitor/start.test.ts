import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sandbox } from './support/sandbox.js';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox.dispose());

test('runs a program as process 1 in namespaces of its own, and reports its exit code', async () => {
  const { stdout, stderr, record } = await sandbox.run('echo pid $$ on $(hostname); ls /; exit 7');
  expect(stderr).toBe('');
  expect(stdout).toContain('pid 1 on box\n');
  expect(record).toMatchObject({ version: 1, exitCode: 7, signal: null, oomKilled: false });
});
