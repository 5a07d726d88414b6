import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { psRow } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

interface Inspected {
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly StartedAt: string;
    readonly Health?: {
      readonly Status: string;
      readonly FailingStreak: number;
      readonly Log: readonly {
        readonly Start: string;
        readonly ExitCode: number;
        readonly Output: string;
      }[];
    };
  };
}

async function inspect(sandbox: Sandbox, container: string): Promise<Inspected> {
  const { stdout } = await sandbox.ok(['container', 'inspect', container]);
  return (JSON.parse(stdout) as Inspected[])[0] as Inspected;
}

function status(sandbox: Sandbox, wanted: string, service = 'web') {
  return eventually(
    `${service} is ${wanted}`,
    async () => (await psRow(sandbox, service))?.Health === wanted,
  );
}

/** Healthy while the file `ok` stands in the project's directory. */
const BY_FILE = `
name: demo
services:
  web:
    image: tscompose/hello
    command: [sleep]
    volumes: [.:/data]
    healthcheck: {test: [CMD, /hello, cat, /data/ok], interval: 100ms, retries: 2}
`;

it('tells health and history of a command in the container, which follow what it finds', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(BY_FILE);
  await sandbox.write('ok', 'all is well\n');
  await sandbox.ok(['up', '-d', '--wait']);
  expect((await psRow(sandbox, 'web'))?.Status).toMatch(/\(healthy\)$/);
  await rm(join(sandbox.project, 'ok'));
  await status(sandbox, 'unhealthy');
  const { State } = await inspect(sandbox, 'demo-web-1');
  expect(State.Health?.FailingStreak).toBeGreaterThanOrEqual(2);
  expect(State.Health?.Log.length).toBeLessThanOrEqual(5);
  expect(State.Health?.Log.at(-1)).toMatchObject({
    ExitCode: 1,
    Output: expect.stringContaining('/data/ok'),
  });
  await sandbox.write('ok', 'again\n');
  await status(sandbox, 'healthy');
  expect((await inspect(sandbox, 'demo-web-1')).State.Health).toMatchObject({ FailingStreak: 0 });
});

it('fails a later up, and says why, when what a running service needs has become unhealthy', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`${BY_FILE}  front:
    image: tscompose/hello
    command: [sleep]
    depends_on: {web: {condition: service_healthy}}
`);
  await sandbox.write('ok', 'all is well\n');
  await sandbox.ok(['up', '-d']);
  expect((await sandbox.run(['plan'])).code).toBe(0);
  await rm(join(sandbox.project, 'ok'));
  await status(sandbox, 'unhealthy');
  expect((await sandbox.run(['plan'])).code).toBe(0);
  for (const verb of [['up', '-d'], ['up', '-d', '--wait'], ['start']]) {
    const { code, stderr } = await sandbox.run(verb);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /dependency failed to start: container demo-web-1 is unhealthy\n {2}it has run for/,
    );
    expect(stderr).toContain('/data/ok');
  }
  expect((await psRow(sandbox, 'front'))?.State).toBe('running');
  await sandbox.ok(['up', '-d', '--no-deps', 'front']);
  await sandbox.write('ok', 'again\n');
  await status(sandbox, 'healthy');
  await sandbox.ok(['up', '-d']);
});

it('goes on with what the engine knew that was killed', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(BY_FILE.replace('interval: 100ms', 'interval: 1h').replace('retries: 2', 'retries: 1'));
  await sandbox.write('ok', 'all is well\n');
  await sandbox.ok(['up', '-d', '--wait']);
  const before = await inspect(sandbox, 'demo-web-1');
  await rm(join(sandbox.project, 'ok'));
  await killEngine(sandbox);
  expect((await psRow(sandbox, 'web'))?.Health).toBe('healthy');
  expect((await inspect(sandbox, 'demo-web-1')).State.Health).toEqual(before.State.Health);
});

it('fails a dependent with the reason: what the probe said, and the last words', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  web: {image: tscompose/hello, command: [sleep], depends_on: {db: {condition: service_healthy}}}
  db:
    image: tscompose/hello
    command: [serve, --port, "5432"]
    healthcheck: {test: [CMD, /hello, get, "http://localhost:1/"], interval: 50ms, retries: 2}
`);
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/dependency failed to start: container demo-db-1 is unhealthy\n/);
  expect(stderr).toMatch(/^ {2}it has run for [\d.]+m?s, failed 2 probes in a row$/m);
  expect(stderr).toMatch(
    /^ {2}last health probe \(exit code 7, took [\d.]+m?s, [\d.]+m?s ago\): .*localhost/m,
  );
  expect(stderr).toContain('  last log lines:\n    serving on port 5432');
});

it('ends probes that take too long or say too much', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  slow:
    image: tscompose/hello
    command: [sleep]
    healthcheck: {test: [CMD, /hello, sleep], interval: 50ms, timeout: 100ms, retries: 1}
  loud:
    image: tscompose/hello
    command: [sleep]
    healthcheck: {test: [CMD, /hello, write-lines, "20000", "100"], interval: 1h}
  absent:
    image: tscompose/hello
    command: [sleep]
    healthcheck: {test: [CMD, /no/such/program], interval: 50ms, retries: 1}
`);
  await sandbox.ok(['up', '-d']);
  await status(sandbox, 'unhealthy', 'slow');
  const slow = (await inspect(sandbox, 'demo-slow-1')).State.Health?.Log.at(-1);
  expect(slow).toMatchObject({ ExitCode: -1, Output: 'Health check exceeded timeout (100ms)' });
  await status(sandbox, 'healthy', 'loud');
  const loud = (await inspect(sandbox, 'demo-loud-1')).State.Health?.Log.at(-1)?.Output;
  expect(loud).toHaveLength(4096 + '...'.length);
  await status(sandbox, 'unhealthy', 'absent');
  const absent = (await inspect(sandbox, 'demo-absent-1')).State.Health?.Log.at(-1);
  expect(absent).toMatchObject({ ExitCode: -1, Output: expect.stringContaining('/no/such/program') });
});
