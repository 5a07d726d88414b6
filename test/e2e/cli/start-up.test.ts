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
    for (const name of ['child_process', 'fs/promises', 'perf_hooks']) {
      expect(loaded).not.toContain(`NativeModule ${name}`);
    }
  }
});
