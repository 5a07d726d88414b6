import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: ends
services:
  seed: {image: tscompose/hello, command: [exit, "0"]}
  web:
    image: tscompose/hello
    command: [serve, --text, hello]
    depends_on: {seed: {condition: service_completed_successfully}}
  test:
    image: tscompose/hello
    command: [exit, "3"]
    depends_on: [web]
`;

async function running(): Promise<readonly string[]> {
  const { stdout } = await sandbox.ok(['ps', '--services']);
  return stdout.split('\n').filter((line) => line !== '');
}

test('--exit-code-from stops all when its service ends, and no sooner', async () => {
  await sandbox.stack(STACK);
  const { code, stdout, stderr } = await sandbox.run(['up', '--exit-code-from', 'test', '-t', '1']);
  expect(code).toBe(3);
  expect(stdout).toMatch(/^seed-1 exited with code 0$/m);
  expect(stdout).toMatch(/^test-1 exited with code 3$/m);
  expect(stderr).toContain('Aborting on container exit...\n');
  expect(stderr).toContain(' Container ends-web-1  Stopped\n');
  expect(await running()).toEqual([]);
});

test('--abort-on-container-failure lets those go on that end well', async () => {
  await sandbox.stack(STACK);
  const { code, stdout } = await sandbox.run(['up', '--abort-on-container-failure', '-t', '1']);
  expect(code).toBe(3);
  expect(stdout).toMatch(/^web-1 exited with code \d+$/m);
  expect(await running()).toEqual([]);
});

test('--abort-on-container-exit stops what was named, and leaves what it depends on', async () => {
  await sandbox.stack(STACK);
  const { code } = await sandbox.run(['up', '--abort-on-container-exit', 'test']);
  expect(code).toBe(3);
  expect(await running()).toEqual(['web']);
});

test('the log of some services is left out by the file or flags, and added by others', async () => {
  await sandbox.stack(`
name: shown
services:
  loud: {image: tscompose/hello, command: [echo, from loud], depends_on: [base]}
  quiet: {image: tscompose/hello, command: [echo, from quiet], attach: false}
  base: {image: tscompose/hello, command: [echo, from base]}
`);
  const shown = async (...flags: string[]) => {
    const { stdout } = await sandbox.ok(['up', '--force-recreate', '--no-log-prefix', ...flags]);
    const lines = stdout.match(/^(Attaching.*|from \w+)$/gm) ?? [];
    return lines.sort().join(', ');
  };
  expect(await shown()).toBe('Attaching to base-1, loud-1, from base, from loud');
  expect(await shown('--no-attach', 'base')).toBe('Attaching to loud-1, from loud');
  expect(await shown('--attach', 'quiet')).toBe('Attaching to quiet-1, from quiet');
  expect(await shown('loud')).toBe('Attaching to loud-1, from loud');
  expect(await shown('--attach-dependencies', '--always-recreate-deps', 'loud')).toBe(
    'Attaching to base-1, loud-1, from base, from loud',
  );
});

test('an end that a restart follows is told as such', async () => {
  await sandbox.stack(`
name: again
services:
  web: {image: tscompose/hello, command: [exit, "7"], restart: "on-failure:2"}
`);
  const { code, stdout } = await sandbox.run(['up']);
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(1)).toEqual([
    'web-1 exited with code 7 (restarting)',
    'web-1 exited with code 7 (restarting)',
    'web-1 exited with code 7',
    '',
  ]);
});

test('--wait takes a job that ended well for ready, and gives up after --wait-timeout with the cause', async () => {
  await sandbox.stack(`
name: patient
services:
  job: {image: tscompose/hello, command: [exit, "0"]}
  sick:
    image: tscompose/hello
    command: [sleep]
    profiles: [sick]
    healthcheck: {test: [CMD, /hello, get, "http://127.0.0.1:9/"], interval: 1h, retries: 9}
`);
  await sandbox.ok(['up', '--wait']);
  const { code, stderr } = await sandbox.run(['up', '--wait', '--wait-timeout', '1', 'sick']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /application not healthy after 1s: container patient-sick-1 is still starting\n[\s\S]*last health probe \(exit code 7/,
  );
});
