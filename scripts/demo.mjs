// npm run demo: from a fresh clone on a bare machine to a running stack.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp, step } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const URL_OF_DEMO = 'http://127.0.0.1:8080/';
const STACK = ['-f', 'examples/hello/compose.yaml'];

if (process.geteuid() !== 0) {
  process.stderr.write('tscompose needs root: run "sudo npm run demo".\n');
  process.exit(1);
}
setUp();
step('tscompose -f examples/hello/compose.yaml up -d --wait');
tscompose('up', '-d', '--wait');
tscompose('ps');
step(`curl ${URL_OF_DEMO}`);
const answer = await fetch(URL_OF_DEMO);
process.stdout.write(`${(await answer.text()).trimEnd()}\n`);
step('It runs. Look around, then stop it:');
process.stdout.write(
  ['logs', 'exec client /hello get http://greeter/', 'down -v']
    .map((verb) => `  bin/tscompose -f examples/hello/compose.yaml ${verb}\n`)
    .join(''),
);

function tscompose(...args) {
  const { status } = spawnSync(join(root, 'bin/tscompose'), [...STACK, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
