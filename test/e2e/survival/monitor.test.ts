import { expect, it } from 'vitest';
import { isAlive, processesOf, psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { keepEngineAway, kill } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

function stack(...lines: string[]): string {
  const keys = ['image: tscompose/hello', 'command: [serve]', ...lines];
  return `name: demo\nservices:\n  web:\n${keys.map((line) => `    ${line}\n`).join('')}`;
}

async function exited(sandbox: Sandbox) {
  return eventually('the container is reported as exited', async () => {
    const row = await psRow(sandbox, 'web');
    return row?.State === 'exited' && row;
  });
}

async function restarted(sandbox: Sandbox, before: { readonly init: number }) {
  return eventually('it runs again', async () => {
    const found = await processesOf(sandbox, 'demo-web-1');
    return found !== undefined && found.init !== before.init && found;
  });
}

it('takes its container down when it is killed, and the exit code is unknown, never 0', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack());
  await sandbox.ok(['up', '-d']);
  const { init, monitor } = await running(sandbox, 'demo-web-1');
  await kill(monitor);
  await eventually('its container ends', async () => !(await isAlive(init)));
  const row = await exited(sandbox);
  expect(row.ExitCode).not.toBe(0);
  expect(row.Status).toMatch(/unknown/i);
  await sandbox.ok(['up', '-d']);
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'running' });
});

it('takes its container down also while no engine runs', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack());
  await sandbox.ok(['up', '-d']);
  const { init, monitor } = await running(sandbox, 'demo-web-1');
  const away = await keepEngineAway(sandbox);
  await kill(monitor);
  await eventually('its container ends', async () => !(await isAlive(init)));
  await away.letReturn();
  expect((await exited(sandbox)).Status).toMatch(/unknown/i);
});

it.each(['always', 'unless-stopped', 'on-failure'])(
  'is replaced with its container when the policy is %s',
  async (policy) => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(stack(`restart: ${policy}`));
    await sandbox.ok(['up', '-d']);
    const before = await running(sandbox, 'demo-web-1');
    await kill(before.monitor);
    const after = await restarted(sandbox, before);
    expect(after.monitor).not.toBe(before.monitor);
    await sandbox.ok(['exec', '-T', 'web', '/hello', 'get', 'http://web/', '--retry', '50']);
  },
);

it('reports a container that was killed from outside as 137', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack());
  await sandbox.ok(['up', '-d']);
  await kill((await running(sandbox, 'demo-web-1')).init);
  expect(await exited(sandbox)).toMatchObject({ ExitCode: 137 });
});

it('restarts a container that was killed from outside when its policy says so, at the same address', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack('restart: on-failure'));
  await sandbox.ok(['up', '-d']);
  const address = async () => (await sandbox.ok(['exec', '-T', 'web', '/hello', 'dns', 'demo-web-1'])).stdout;
  const before = await running(sandbox, 'demo-web-1');
  const addressBefore = await address();
  await kill(before.init);
  await restarted(sandbox, before);
  expect(await address()).toBe(addressBefore);
});

it('cannot be fooled by a stack that ignores its stop signal', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(stack().replace('[serve]', '[trap]'));
  await sandbox.ok(['up', '-d']);
  const { init } = await running(sandbox, 'demo-web-1');
  await sandbox.ok(['down', '-t', '1']);
  expect(await isAlive(init)).toBe(false);
});
