import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const execute = promisify(execFile);

/** What bash would offer, one list for each line, each with the cursor at its end. */
async function offered(sandbox: Sandbox, lines: readonly string[]): Promise<readonly string[][]> {
  const script = `source <(tscompose completion bash)
    for line in "$@"; do
      COMP_LINE=$line COMP_POINT=\${#line} COMPREPLY=()
      _tscompose
      (IFS=,; echo "\${COMPREPLY[*]}")
    done`;
  const env = {
    ...process.env,
    PATH: `${join(PACKAGE_ROOT, 'bin')}:${process.env.PATH}`,
    TSCOMPOSE_ROOT: sandbox.root,
  };
  const { stdout } = await execute('bash', ['-c', script, 'bash', ...lines], { cwd: sandbox.project, env });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(',').filter((word) => word !== ''));
}

it('bash offers verbs, flags, their values, services, and what is in the store', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(
    'name: demo\nservices:\n  web: {image: tscompose/hello}\n  worker: {image: x, profiles: [p]}\n',
  );
  await sandbox.ok(['tag', 'tscompose/hello', '127.0.0.1:5000/team/app:v1']);
  await sandbox.ok(['up', '-d', 'web']);
  const found = await offered(sandbox, [
    'tscompose unp',
    'tscompose up --no-d',
    'tscompose --progress ',
    'tscompose up w',
    'tscompose scale we',
    'tscompose rmi 127.0.0.1:5000/t',
    'tscompose up --pull=mi',
    'tscompose container inspect demo',
    'tscompose -f comp',
    'tscompose nosuch ',
  ]);
  expect(found).toEqual([
    ['unpause'],
    ['--no-deps'],
    ['auto', 'tty', 'plain', 'json', 'quiet'],
    ['web', 'worker'],
    ['web='],
    // Bash takes what stands before a colon or an equals sign for a word of its own.
    ['5000/team/app:v1'],
    ['missing'],
    ['demo-web-1'],
    ['compose.yaml'],
    [],
  ]);
});
