import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive, processesOf, psRow, readObject, running } from '../support/containers.js';
import { enter } from '../support/enter.js';
import { eventually } from '../support/eventually.js';
import { engineReturns, keepEngineAway, kill, killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

const STACK = `
name: demo
services:
  web: {image: tscompose/hello, command: [serve], networks: {default: {aliases: [greeter]}}}
  client: {image: tscompose/hello, command: [sleep]}
`;

it('lets containers go on when the engine is killed, and names resolve while it is gone', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const client = await running(sandbox, 'demo-client-1');
  const away = await keepEngineAway(sandbox);
  for (const name of ['web', 'greeter', 'demo-web-1']) {
    expect(await enter(client.init, ['/hello', 'get', `http://${name}/`])).toContain('Hello');
  }
  await away.letReturn();
  expect((await sandbox.ok(['exec', '-T', 'client', '/hello', 'get', 'http://web/'])).stdout).toContain(
    'Hello',
  );
  expect(await running(sandbox, 'demo-client-1')).toEqual(client);
});

it('comes back by itself, started by a monitor, and restarts what wants it', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  other: {image: tscompose/hello, command: [sleep]}
  again: {image: tscompose/hello, command: [serve], restart: always}
`);
  await sandbox.ok(['up', '-d']);
  const before = await running(sandbox, 'demo-again-1');
  const away = await keepEngineAway(sandbox);
  await kill(before.init);
  await away.letReturn();
  await engineReturns(sandbox);
  const after = await eventually('it runs again', async () => {
    const found = await processesOf(sandbox, 'demo-again-1');
    return found !== undefined && found.init !== before.init && found;
  });
  expect(after.monitor).not.toBe(before.monitor);
});

it('goes on with growing pauses between restarts where the engine that was killed was', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  failing: {image: tscompose/hello, command: [exit, "3"], restart: always}
  other: {image: tscompose/hello, command: [sleep]}
`);
  await sandbox.ok(['up', '-d']);
  const [{ Id }] = JSON.parse((await sandbox.ok(['container', 'inspect', 'demo-failing-1'])).stdout);
  const restarted = (times: number) =>
    eventually(`it was restarted ${times} times`, async () => {
      const state = await readObject(join(sandbox.root, 'containers', Id, 'state.json'));
      return Number(state?.restartCount) >= times && state;
    });
  await restarted(4);
  await killEngine(sandbox);
  await engineReturns(sandbox);
  const { restartCount, restartPauseMs } = await restarted(5);
  expect(restartPauseMs).toBe(100 * 2 ** (Number(restartCount) - 1));
});

it('reports what ended while no engine ran as it ended', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: demo
services:
  gate: {image: tscompose/hello, command: [serve]}
  caller: {image: tscompose/hello, command: [get, http://gate/, --timeout, "1000"], depends_on: [gate]}
  polite: {image: tscompose/hello, command: [sleep]}
`);
  await sandbox.ok(['up', '-d', 'gate']);
  const gate = await running(sandbox, 'demo-gate-1');
  // A stopped server accepts connections and doesn't answer: the caller ends when the test wants it.
  process.kill(gate.init, 'SIGSTOP');
  await sandbox.ok(['up', '-d']);
  const caller = await running(sandbox, 'demo-caller-1');
  const polite = await running(sandbox, 'demo-polite-1');
  const away = await keepEngineAway(sandbox);
  await kill(gate.init);
  process.kill(polite.init, 'SIGTERM');
  for (const { monitor } of [gate, caller, polite]) {
    await eventually('its monitor ends', async () => !(await isAlive(monitor)));
  }
  await away.letReturn();
  expect(await psRow(sandbox, 'gate')).toMatchObject({ State: 'exited', ExitCode: 137 });
  expect(await psRow(sandbox, 'caller')).toMatchObject({ State: 'exited', ExitCode: 52 });
  expect(await psRow(sandbox, 'polite')).toMatchObject({ State: 'exited', ExitCode: 0 });
  expect((await psRow(sandbox, 'caller'))?.Status).toContain('Exited (52)');
});

it('loses no line of a log when the engine is killed, again and again', async () => {
  await using sandbox = await Sandbox.create();
  const count = 200_000;
  await sandbox.stack(`
name: demo
services:
  writer: {image: tscompose/hello, command: [write-lines, "${count}", "60"]}
  other: {image: tscompose/hello, command: [sleep]}
`);
  await sandbox.ok(['up', '-d']);
  for (let round = 0; round < 3; round++) {
    await killEngine(sandbox);
    await engineReturns(sandbox);
  }
  const { stdout } = await sandbox.ok(['logs', '--no-log-prefix', '--follow', 'writer']);
  const numbers = stdout.split('\n').map((line) => Number(line.split(' ')[0]));
  expect(numbers.length).toBe(count + 1);
  expect(numbers.findIndex((number, index) => index < count && number !== index + 1)).toBe(-1);
  expect(await psRow(sandbox, 'writer')).toMatchObject({ State: 'exited', ExitCode: 0 });
});
