import { describe, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';
import { containerOnDisk, enginePid, eventually, isAlive, processesOf } from './state-root.js';

const STACK = `
name: demo
services:
  web:
    image: tscompose/hello
    command: [serve, --text, hello]
  talker:
    image: tscompose/hello
    command: [echo, one, two]
  short:
    image: tscompose/hello
    command: [sleep, "1"]
`;

async function killEngine(sandbox: Sandbox): Promise<number> {
  const pid = await enginePid(sandbox);
  process.kill(pid, 'SIGKILL');
  await eventually(
    () => isAlive(pid),
    (alive) => !alive,
  );
  return pid;
}

describe('the engine and its containers', () => {
  it('lets containers survive the kill of the engine, which comes back by itself and knows exits and logs', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const { init } = await processesOf(sandbox.root, 'demo-web-1');
    const killed = await killEngine(sandbox);

    expect(isAlive(init)).toBe(true);
    // No command is given meanwhile: the monitors miss the engine.
    await eventually(
      () => containerOnDisk(sandbox.root, 'demo-short-1').run?.exitCode,
      (code) => code !== undefined,
    );
    expect(containerOnDisk(sandbox.root, 'demo-short-1').run).toMatchObject({ phase: 'exited', exitCode: 0 });
    expect(await sandbox.enginePid()).not.toBe(killed);
    expect((await processesOf(sandbox.root, 'demo-web-1')).init).toBe(init);
    const { stdout } = await sandbox.ok(['logs', 'talker']);
    expect(stdout).toContain('one two');
    const exec = await sandbox.ok(['exec', '-T', 'web', '/hello', 'get', 'http://web/']);
    expect(exec.stdout).toContain('hello');
  });

  it('reports a killed monitor, whose container dies with it, as an unknown exit', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'web']);
    const { init, monitor } = await processesOf(sandbox.root, 'demo-web-1');
    process.kill(monitor, 'SIGKILL');
    const { run } = await eventually(
      () => containerOnDisk(sandbox.root, 'demo-web-1'),
      (container) => container.run?.phase === 'exited',
    );
    expect(run).toMatchObject({ exitCode: 'unknown', error: 'monitor was killed' });
    expect(isAlive(init)).toBe(false);
  });

  it('takes up where it was when engine and monitor are killed together', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'web']);
    const { monitor } = await processesOf(sandbox.root, 'demo-web-1');
    process.kill(await enginePid(sandbox), 'SIGKILL');
    process.kill(monitor, 'SIGKILL');
    const { stdout } = await sandbox.ok(['ps', '-a', '--format', 'json']);
    expect(JSON.parse(stdout.trim())).toMatchObject({ State: 'exited' });
    expect(containerOnDisk(sandbox.root, 'demo-web-1').run).toMatchObject({ exitCode: 'unknown' });
    await sandbox.ok(['up', '-d', 'web']);
    expect((await processesOf(sandbox.root, 'demo-web-1')).monitor).not.toBe(monitor);
  });

  it('leaves containers running when it is asked to end, and finds them again', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'web']);
    const { init } = await processesOf(sandbox.root, 'demo-web-1');
    const pid = await enginePid(sandbox);
    await sandbox.ok(['engine', 'stop']);
    expect(isAlive(pid)).toBe(false);
    expect(isAlive(init)).toBe(true);
    const { stdout } = await sandbox.ok(['ps', '-q']);
    expect(stdout.trim()).toMatch(/^[0-9a-f]{12,64}$/);
    expect((await processesOf(sandbox.root, 'demo-web-1')).init).toBe(init);
  });
});
