import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const STACK = `
name: verbs
services:
  web:
    image: tscompose/hello
    command: [serve, --text, hello]
    ports: ["127.0.0.1::80"]
    depends_on: [db]
  db: {image: tscompose/hello, command: [sleep]}
`;

interface Row {
  readonly ID: string;
  readonly Service: string;
  readonly State: string;
  readonly ExitCode: number;
}

async function rows(): Promise<Readonly<Record<string, Row>>> {
  const { stdout } = await sandbox.ok(['ps', '-a', '--format', 'json']);
  const found = stdout.split('\n').filter((line) => line !== '');
  return Object.fromEntries(found.map((line) => JSON.parse(line) as Row).map((row) => [row.Service, row]));
}

async function states(): Promise<string> {
  return Object.values(await rows())
    .map(({ Service, State }) => `${Service} ${State}`)
    .sort()
    .join(', ');
}

/** What was said, without the order in which parallel steps end. */
function said(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

test('verbs without containers say so, and start no engine', async () => {
  const start = await sandbox.run(['start', 'web']);
  expect(start).toMatchObject({ code: 1 });
  expect(start.stderr).toContain('service "web" has no container to start\n');
  expect(await sandbox.run(['stop'])).toMatchObject({ code: 0, stderr: '' });
  expect(await sandbox.run(['restart'])).toMatchObject({ code: 0, stderr: '' });
  expect(await sandbox.run(['kill'])).toMatchObject({ code: 0, stderr: 'no container to kill\n' });
  expect(await sandbox.run(['rm', '-f'])).toMatchObject({ code: 0, stderr: 'No stopped containers\n' });
  expect((await sandbox.run(['port', 'web', '80'])).stderr).toContain('service "web" is not running\n');
  const wait = await sandbox.run(['wait', 'web']);
  expect(wait).toMatchObject({ code: 1 });
  expect(wait.stderr).toContain('no containers for project "verbs"\n');
  for (const verb of ['start', 'stop', 'restart', 'kill', 'rm', 'wait']) {
    const { code, stderr } = await sandbox.run([verb, 'wep']);
    expect({ verb, code, stderr }).toEqual({
      verb,
      code: 1,
      stderr: 'no such service: wep\nhint: Did you mean "web"?\n',
    });
  }
  expect(await sandbox.enginePid()).toBeUndefined();
});

test('create makes, start starts in order, stop stops in reverse', async () => {
  const create = await sandbox.ok(['create']);
  expect(said(create.stderr)).toContain(' Container verbs-web-1  Created');
  expect(await states()).toBe('db created, web created');
  const start = await sandbox.ok(['start']);
  expect(said(start.stderr)).toEqual([
    ' Container verbs-db-1  Starting',
    ' Container verbs-db-1  Started',
    ' Container verbs-web-1  Starting',
    ' Container verbs-web-1  Started',
  ]);
  expect((await sandbox.ok(['start'])).stderr).toBe('');
  const stop = await sandbox.ok(['stop', '-t', '5']);
  expect(said(stop.stderr)).toEqual([
    ' Container verbs-web-1  Stopping',
    ' Container verbs-web-1  Stopped',
    ' Container verbs-db-1  Stopping',
    ' Container verbs-db-1  Stopped',
  ]);
  const dry = await sandbox.ok(['start', '--dry-run', 'db']);
  expect(dry.stderr).toContain('Container verbs-db-1  Started');
  expect(await states()).toBe('db exited, web exited');
  await sandbox.ok(['start', 'web']);
  expect(await states()).toBe('db running, web running');
});

test('restart starts anew what runs and what does not', async () => {
  await sandbox.ok(['up', '-d']);
  const { web } = await rows();
  await sandbox.ok(['stop', '-t', '0', 'db']);
  const { stderr } = await sandbox.ok(['restart', '-t', '1']);
  expect([...said(stderr)].sort()).toEqual([
    ' Container verbs-db-1  Restarting',
    ' Container verbs-db-1  Started',
    ' Container verbs-web-1  Restarting',
    ' Container verbs-web-1  Started',
  ]);
  expect(await states()).toBe('db running, web running');
  expect((await rows()).web?.ID).toBe(web?.ID);
  const { stdout } = await sandbox.ok(['logs', '--no-log-prefix', 'web']);
  expect(stdout.match(/serving/g)).toHaveLength(2);
});

test('kill sends the signal that is asked for', async () => {
  await sandbox.ok(['up', '-d']);
  const wrong = await sandbox.run(['kill', '-s', 'NOPE', 'web']);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('there is no signal "NOPE"');
  expect(said((await sandbox.ok(['kill', '-s', 'CONT', 'web'])).stderr)).toEqual([
    ' Container verbs-web-1  Killing',
    ' Container verbs-web-1  Killed',
  ]);
  expect(await states()).toBe('db running, web running');
  await sandbox.ok(['kill', 'web']);
  await sandbox.run(['wait', 'web']);
  expect((await rows()).web).toMatchObject({ State: 'exited', ExitCode: 137 });
  expect((await rows()).db?.State).toBe('running');
});

test('rm removes what does not run, after a question', async () => {
  await sandbox.ok(['up', '-d']);
  await sandbox.ok(['stop', '-t', '0', 'web']);
  const no = await sandbox.ok(['rm'], { input: '\n' });
  expect(no.stdout).toBe('Going to remove verbs-web-1 [y/N] ');
  expect(await states()).toBe('db running, web exited');
  const yes = await sandbox.ok(['rm'], { input: 'y\n' });
  expect(yes.stderr).toContain(' Container verbs-web-1  Removed\n');
  expect(await states()).toBe('db running');
  const both = await sandbox.ok(['rm', '-s', '-f', '-v']);
  expect(both.stdout).toBe('Going to remove verbs-db-1\n');
  expect(said(both.stderr)).toEqual([
    ' Container verbs-db-1  Stopping',
    ' Container verbs-db-1  Stopped',
    ' Container verbs-db-1  Removing',
    ' Container verbs-db-1  Removed',
  ]);
  expect(await states()).toBe('');
});

test('port tells where a port is published', async () => {
  await sandbox.ok(['up', '-d', '--scale', 'web=2']);
  const first = (await sandbox.ok(['port', 'web', '80'])).stdout;
  expect(first).toMatch(/^127\.0\.0\.1:\d+\n$/);
  expect(await (await fetch(`http://${first.trim()}/`)).text()).toContain('hello');
  const second = (await sandbox.ok(['port', '--index', '2', '--protocol', 'TCP', 'web', '80'])).stdout;
  expect(second).toMatch(/^127\.0\.0\.1:\d+\n$/);
  expect(second).not.toBe(first);
  const none = await sandbox.run(['port', 'web', '81']);
  expect(none.code).toBe(1);
  const port = first.trim().split(':')[1];
  expect(none.stderr).toContain(`no port 81/tcp for container verbs-web-1: ${port}/tcp\nhint: `);
  expect((await sandbox.run(['port', '--index', '3', 'web', '80'])).stderr).toContain(
    'service "web" is not running container #3\n',
  );
});

/** Two commands later one that only waits has looked at what it waits for. */
async function begun(): Promise<void> {
  await states();
  await states();
}

test('wait ends with the code of the last container, and may take the stack down', async () => {
  await sandbox.ok(['up', '-d']);
  const { web, db } = await rows();
  const waiting = sandbox.start(['wait', 'web', 'db']);
  await begun();
  await sandbox.ok(['kill', 'web']);
  await waiting.until(new RegExp(`container "${web?.ID}[0-9a-f]*" exited with status code 137\n`));
  await sandbox.ok(['stop', '-t', '5', 'db']);
  const ended = await waiting.ended;
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(new RegExp(`container "${db?.ID}[0-9a-f]*" exited with status code 0\n$`));

  await sandbox.ok(['start']);
  const down = sandbox.start(['wait', '--down-project', 'web']);
  await begun();
  await sandbox.ok(['kill', 'web']);
  expect((await down.ended).code).toBe(137);
  expect(await states()).toBe('');
});
