import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

test('up shows the log with prefixes and ends with 0 when every container has ended', async () => {
  await sandbox.stack(`
name: once
services:
  talker: {image: tscompose/hello, command: [echo, some, words]}
  failer: {image: tscompose/hello, command: [exit, "3"]}
`);
  const { code, stdout } = await sandbox.run(['up']);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('Attaching to failer-1, talker-1');
  expect(lines.slice(1).sort()).toEqual([
    'failer-1 exited with code 3',
    'talker-1  | some words',
    'talker-1 exited with code 0',
  ]);
});

test('what containers write to standard error stays there', async () => {
  await sandbox.stack(`
name: two
services:
  out: {image: tscompose/hello, command: [write-lines, "1", "8"]}
  err: {image: tscompose/hello, command: [write-lines, "1", "8", --stderr]}
`);
  const { stdout, stderr } = await sandbox.run(['up']);
  expect(stdout).toMatch(/^out-1 {2}\| /m);
  expect(stdout).not.toMatch(/^err-1 {2}\| /m);
  expect(stderr).toMatch(/^err-1 {2}\| /m);
});

test('services that run after another has ended are shown too', async () => {
  await sandbox.stack(`
name: chain
services:
  first: {image: tscompose/hello, command: [echo, one]}
  then:
    image: tscompose/hello
    command: [echo, two]
    depends_on: {first: {condition: service_completed_successfully}}
`);
  const { code, stdout } = await sandbox.run(['up']);
  expect(code).toBe(0);
  expect(stdout.match(/\| (one|two)$/gm)).toEqual(['| one', '| two']);
  expect(stdout.match(/exited with code 0$/gm)).toHaveLength(2);
});

test('Ctrl-C stops gracefully with exit code 130, and the containers stay', async () => {
  await sandbox.stack('name: stay\nservices:\n  web: {image: tscompose/hello}\n');
  const running = sandbox.start(['up']);
  await running.until(/serving on port 80/);
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(130);
  expect(stdout).toContain('Gracefully Stopping... press Ctrl+C again to force\n');
  expect(stderr).toContain(' Container stay-web-1  Stopped\n');
  expect((await sandbox.ok(['ps', '-a', '--services'])).stdout).toBe('web\n');
  expect((await sandbox.ok(['ps', '--services'])).stdout).toBe('');
});

test('a second Ctrl-C kills what does not want to stop', async () => {
  await sandbox.stack(`
name: stubborn
services:
  web: {image: tscompose/hello, command: [trap], stop_grace_period: 1h}
`);
  const running = sandbox.start(['up']);
  await running.until(/Attaching to web-1/);
  running.child.kill('SIGINT');
  await running.until(/Container stubborn-web-1 {2}Stopping/);
  running.child.kill('SIGINT');
  const { code } = await running.ended;
  expect(code).toBe(130);
  const { stdout } = await sandbox.ok(['ps', '-a', '--format', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ State: 'exited', ExitCode: 137 });
});

test('logs -f goes on until Ctrl-C', async () => {
  await sandbox.stack('name: follow\nservices:\n  web: {image: tscompose/hello}\n');
  await sandbox.ok(['up', '-d']);
  const running = sandbox.start(['logs', '-f']);
  await running.until(/web-1 {2}\| serving/);
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
});
