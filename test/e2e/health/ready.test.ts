import { expect, it } from 'vitest';
import { psRow } from '../support/containers.js';
import { killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

it('starts each when the one before is seen to be ready from outside: by HTTP, by a port, by its log', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  http: {image: tscompose/hello, command: [serve], x-ready: {http: {path: /health, status: 200}}}
  tcp:
    image: tscompose/hello
    command: [serve, --port, "5432"]
    x-ready: {tcp: "\${PORT:-5432}"}
    depends_on: {http: {condition: service_healthy}}
  log:
    image: tscompose/hello
    command: [serve]
    x-ready: {log: "/serving on port \\\\d+/"}
    depends_on: {tcp: {condition: service_healthy}}
  last: {image: tscompose/hello, command: [sleep], depends_on: {log: {condition: service_healthy}}}
`);
  const { stderr } = await sandbox.ok(['up', '-d', '--wait']);
  const order = ['http-1  Healthy', 'tcp-1  Healthy', 'log-1  Healthy', 'last-1  Started'];
  const found = order.map((text) => stderr.indexOf(text));
  expect(found).toEqual([...found].sort((left, right) => left - right));
  expect(Math.min(...found)).toBeGreaterThan(0);
  for (const service of ['http', 'tcp', 'log']) {
    expect((await psRow(sandbox, service))?.Status).toMatch(/\(healthy\)$/);
  }
  await killEngine(sandbox);
  for (const service of ['http', 'tcp', 'log'])
    expect((await psRow(sandbox, service))?.Health).toBe('healthy');
});

it('looks for the line in the log of the run, not in what an earlier one wrote', async () => {
  await using sandbox = await Sandbox.create();
  const file = (wait: string) => `
name: demo
services:
  job:
    image: tscompose/hello
    command: [cat, /data/says]
    volumes: [.:/data]
    x-ready: {log: ready}
  web:
    image: tscompose/hello
    command: [sleep]
    environment: {WAIT: ${wait}}
    depends_on: {job: {condition: ${wait}}}
`;
  await sandbox.write('says', 'ready\n');
  await sandbox.stack(file('service_completed_successfully'));
  await sandbox.ok(['up', '-d']);
  await sandbox.write('says', 'broken\n');
  await sandbox.stack(file('service_healthy'));
  const { code, stderr } = await sandbox.run(['up', '-d', 'web']);
  expect(stderr).toContain('dependency failed to start: container demo-job-1 exited (0)');
  expect(code).toBe(1);
});

it('says what it looked for when a service does not get ready', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  db: {image: tscompose/hello, command: [serve], x-ready: {tcp: 81, start_period: 0s, interval: 50ms, retries: 2}}
  web: {image: tscompose/hello, command: [sleep], depends_on: {db: {condition: service_healthy}}}
`);
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain('container demo-db-1 is unhealthy');
  expect(stderr).toMatch(/^ {2}last health probe \(took .*\): port 81: nobody listens$/m);
});
