import { expect, it } from 'vitest';
import { psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';

async function restartCount(sandbox: Sandbox, container: string): Promise<number> {
  const { stdout } = await sandbox.ok(['container', 'inspect', container]);
  return (JSON.parse(stdout) as { RestartCount: number }[])[0]?.RestartCount ?? -1;
}

it('gives up after so many failures, and says how often it tried', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  app: {image: tscompose/hello, command: [exit, "3"], restart: "on-failure:2"}
  swarm:
    image: tscompose/hello
    command: [exit, "0"]
    deploy: {restart_policy: {condition: any, delay: 10ms, max_attempts: 3, window: 1h}}
`);
  await sandbox.ok(['up', '-d']);
  for (const [service, times] of [
    ['app', 2],
    ['swarm', 3],
  ] as const) {
    await eventually(`${service} was given up`, async () => {
      const row = await psRow(sandbox, service);
      return row?.State === 'exited' && (await restartCount(sandbox, `demo-${service}-1`)) === times;
    });
  }
});

it('restarts a dependent that asks for it when its dependency is replaced', async () => {
  await using sandbox = await Sandbox.create();
  const file = (text: string) => `
name: demo
services:
  db: {image: tscompose/hello, command: [serve, --text, ${text}], x-ready: {http: {port: 80}}}
  web: {image: tscompose/hello, command: [sleep], depends_on: {db: {condition: service_healthy, restart: true}}}
  other: {image: tscompose/hello, command: [sleep], depends_on: {db: {condition: service_healthy}}}
`;
  await sandbox.stack(file('one'));
  await sandbox.ok(['up', '-d']);
  const before = {
    web: await running(sandbox, 'demo-web-1'),
    other: await running(sandbox, 'demo-other-1'),
  };
  await sandbox.stack(file('two'));
  await sandbox.ok(['up', '-d']);
  expect((await running(sandbox, 'demo-web-1')).init).not.toBe(before.web.init);
  expect((await running(sandbox, 'demo-other-1')).init).toBe(before.other.init);
});

it('runs a job once: not again while nothing changed and it ended well', async () => {
  await using sandbox = await Sandbox.create();
  const file = (code: number) => `
name: demo
services:
  job: {image: tscompose/hello, command: [exit, "${code}"]}
  web:
    image: tscompose/hello
    command: [sleep]
    environment: {AFTER: "${code}"}
    depends_on: {job: {condition: service_completed_successfully}}
`;
  const startedAt = async () => {
    const { stdout } = await sandbox.ok(['container', 'inspect', 'demo-job-1']);
    return (JSON.parse(stdout) as { State: { StartedAt: string } }[])[0]?.State.StartedAt;
  };
  await sandbox.stack(file(0));
  await sandbox.ok(['up', '-d']);
  const first = await startedAt();
  await sandbox.ok(['up', '-d']);
  expect(await startedAt()).toBe(first);
  await sandbox.stack(file(4));
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/service "job" didn't complete successfully: exit 4\n {2}it ran for/);
});
