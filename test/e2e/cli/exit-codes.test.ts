import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT, Sandbox } from '../support/sandbox.js';

const STACK = `name: demo
services:
  web: {image: tscompose/hello}
  tests: {image: tscompose/hello, command: [exit, "7"]}
`;

/** What stands for "others" in the table is 7 in its examples. */
const OTHERS = 7;

interface Row {
  readonly code: number;
  readonly line: string;
}

async function rows(): Promise<readonly Row[]> {
  const page = await readFile(join(PACKAGE_ROOT, 'docs/exit-codes.md'), 'utf8');
  return [...page.matchAll(/^\| (\d+|others) \| .* \| `(.+)` \|$/gm)].map(([, code = '', line = '']) => ({
    code: code === 'others' ? OTHERS : Number(code),
    line: line.replaceAll('\\|', '|'),
  }));
}

function run(sandbox: Sandbox, line: string): Promise<number> {
  const env = {
    ...process.env,
    PATH: `${join(PACKAGE_ROOT, 'bin')}:${process.env.PATH}`,
    TSCOMPOSE_ROOT: sandbox.root,
  };
  return new Promise((resolve) => {
    const child = execFile('bash', ['-o', 'pipefail', '-c', line], { cwd: sandbox.project, env }, (error) =>
      resolve(typeof error?.code === 'number' ? error.code : 0),
    );
    child.stdin?.end();
  });
}

it('docs/exit-codes.md tells what commands end with', { timeout: 120_000 }, async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  await sandbox.run(['wait', 'tests']);
  const told = await rows();
  expect(told.length).toBeGreaterThan(15);
  const found: Row[] = [];
  for (const { line } of told) found.push({ code: await run(sandbox, line), line });
  expect(found).toEqual(told);
});
