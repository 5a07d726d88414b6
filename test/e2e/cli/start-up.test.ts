import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

it('commands load nothing of Node that starts programs while an engine runs', async () => {
  await using sandbox = await Sandbox.create();
  const told = join(sandbox.project, 'loaded.json');
  const listener = await sandbox.write(
    'tell.cjs',
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.moduleLoadList)));`,
  );
  const loadedBy = async (...args: string[]) => {
    await sandbox.ok(args, { env: { NODE_OPTIONS: `--require=${listener}` } });
    return JSON.parse(await readFile(told, 'utf8')) as string[];
  };
  expect(await loadedBy('image', 'pull', '-q', 'tscompose/hello')).toContain('NativeModule child_process');
  for (const args of [
    ['image', 'pull', '-q', 'tscompose/hello'],
    ['image', 'ls'],
  ]) {
    const loaded = await loadedBy(...args);
    for (const name of ['child_process', 'fs/promises', 'perf_hooks', 'crypto']) {
      expect(loaded).not.toContain(`NativeModule ${name}`);
    }
  }
});

it('looking at a stack and running commands in it needs no more of its file than the name', async () => {
  await using sandbox = await Sandbox.create();
  const file = (rest: string) =>
    sandbox.stack(
      `name: looked-at\nservices:\n  web:\n    image: tscompose/hello\n    command: [sleep]\n    ports: ["80"]\n${rest}`,
    );
  await file('');
  await sandbox.ok(['up', '-d']);
  await file('    imag: [half-written\n');
  expect((await sandbox.run(['config', '-q'])).code).not.toBe(0);
  expect((await sandbox.ok(['ps', '--services'])).stdout).toBe('web\n');
  expect((await sandbox.ok(['ps', '-q', 'web'])).stdout).toMatch(/^[0-9a-f]{64}\n$/);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'dns', 'web'])).stdout).toMatch(/^\d+\./);
  expect((await sandbox.ok(['port', 'web', '80'])).stdout).toMatch(/^0\.0\.0\.0:\d+\n$/);
  await file('');
  const { code, stderr } = await sandbox.run(['ps', 'wbe']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('no such service: wbe')]);
});
