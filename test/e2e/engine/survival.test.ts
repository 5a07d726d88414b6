import { describe, expect, it } from 'vitest';
import { isAlive, psRow, running } from '../support/containers.js';
import { eventually } from '../support/eventually.js';
import { enginePid, kill, killEngine } from '../support/kill.js';
import { Sandbox } from '../support/sandbox.js';
import { exitOnDisk } from './exit-on-disk.js';

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

describe('the engine and its containers', () => {
  it('lets containers survive the kill of the engine, which comes back by itself and knows exits and logs', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const { init } = await running(sandbox, 'demo-web-1');
    const killed = await killEngine(sandbox);

    expect(await isAlive(init)).toBe(true);
    // No command is given meanwhile: the monitors miss the engine.
    const exit = await eventually('the end of short is written down', () =>
      exitOnDisk(sandbox.root, 'demo-short-1'),
    );
    expect(exit).toMatchObject({ exitCode: 0 });
    expect(await sandbox.enginePid()).not.toBe(killed);
    expect((await running(sandbox, 'demo-web-1')).init).toBe(init);
    const { stdout } = await sandbox.ok(['logs', 'talker']);
    expect(stdout).toContain('one two');
    const exec = await sandbox.ok(['exec', '-T', 'web', '/hello', 'get', 'http://web/']);
    expect(exec.stdout).toContain('hello');
  });

  it('reports a killed monitor, whose container dies with it, as an unknown exit', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'web']);
    const { init, monitor } = await running(sandbox, 'demo-web-1');
    await kill(monitor);
    const exit = await eventually('the exit is written down', () => exitOnDisk(sandbox.root, 'demo-web-1'));
    expect(exit).toMatchObject({ exitCode: 'unknown', error: 'monitor was killed' });
    expect(await isAlive(init)).toBe(false);
  });

  it('takes up where it was when engine and monitor are killed together', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'web']);
    const { monitor } = await running(sandbox, 'demo-web-1');
    process.kill(await enginePid(sandbox), 'SIGKILL');
    process.kill(monitor, 'SIGKILL');
    expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'exited' });
    expect(await exitOnDisk(sandbox.root, 'demo-web-1')).toMatchObject({ exitCode: 'unknown' });
    await sandbox.ok(['up', '-d', 'web']);
    expect((await running(sandbox, 'demo-web-1')).monitor).not.toBe(monitor);
  });

  it('leaves containers running when it is asked to end, and finds them again', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d', 'web']);
    const { init } = await running(sandbox, 'demo-web-1');
    const pid = await enginePid(sandbox);
    await sandbox.ok(['engine', 'stop']);
    expect(await isAlive(pid)).toBe(false);
    expect(await isAlive(init)).toBe(true);
    const { stdout } = await sandbox.ok(['ps', '-q']);
    expect(stdout.trim()).toMatch(/^[0-9a-f]{12,64}$/);
    expect((await running(sandbox, 'demo-web-1')).init).toBe(init);
  });
});
