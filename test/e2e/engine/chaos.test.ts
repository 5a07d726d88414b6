import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { running } from '../support/containers.js';
import { enginePid } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';

const SERVICES = ['a', 'b', 'c', 'd'];
const STACK = `
name: demo
services:
${SERVICES.map((name) => `  ${name}: {image: tscompose/hello, volumes: ["data:/data"], networks: [one, two]}`).join('\n')}
networks: {one: , two: }
volumes: {data: }
`;
/** Milliseconds after the first sign of the operation; the sandbox's disposal is the check that nothing remains. */
const MOMENTS = [0, 10, 30, 60, 120];

describe('a kill of the engine', () => {
  it.each(MOMENTS)('%i ms into up leaves a state from which up goes on and down cleans', async (moment) => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'a']);
    const pid = await enginePid(sandbox);
    const up = sandbox.start(['up', '-d']);
    await up.until(/Creating/);
    await delay(moment);
    process.kill(pid, 'SIGKILL');
    await up.ended;
    await sandbox.ok(['up', '-d']);
    const { stdout } = await sandbox.ok(['ps', '-q']);
    expect(stdout.trim().split('\n')).toHaveLength(SERVICES.length);
  });

  it.each(MOMENTS)('%i ms into down leaves a state from which down goes on', async (moment) => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const pid = await enginePid(sandbox);
    const down = sandbox.start(['down', '-v', '-t', '0']);
    await down.until(/Stopping/);
    await delay(moment);
    process.kill(pid, 'SIGKILL');
    await down.ended;
    await sandbox.ok(['down', '-v', '-t', '0']);
    const { stdout } = await sandbox.ok(['ps', '-aq']);
    expect(stdout).toBe('');
  });

  it('together with every monitor leaves nothing that down does not clean', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const monitors = await Promise.all(
      SERVICES.map(async (name) => (await running(sandbox, `demo-${name}-1`)).monitor),
    );
    for (const pid of [await enginePid(sandbox), ...monitors]) process.kill(pid, 'SIGKILL');
    await sandbox.ok(['down', '-v', '-t', '0']);
  });
});
