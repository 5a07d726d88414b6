import { describe, expect, it } from 'vitest';
import { engineEnvironment } from '../../../src/api/engine-environment.js';
import { runtimePaths } from '../../../src/api/runtime-paths.js';
import { daemonArguments } from '../../../src/daemon/arguments.js';
import { engineCommand } from '../../../src/daemon/engine-command.js';
import { scopeOf } from '../../../src/daemon/scope.js';

describe("the engine's way in", () => {
  it('reads the root and the idle time', () => {
    expect(daemonArguments(['--root', '/r'], {})).toEqual({
      root: '/r',
      resident: false,
      version: false,
      idleMs: 60_000,
    });
    expect(daemonArguments(['--resident'], {}).resident).toBe(true);
    expect(daemonArguments([], { TSCOMPOSE_IDLE_MS: '250' }).idleMs).toBe(250);
    expect(daemonArguments([], { TSCOMPOSE_IDLE_MS: 'soon' }).idleMs).toBe(60_000);
  });

  it('hands certificates over under a name that Node does not read, and drops what is not its business', () => {
    expect(
      engineEnvironment({ NODE_EXTRA_CA_CERTS: '/ca.pem', PATH: '/bin', SECRET: 'x', no_proxy: 'a' }),
    ).toEqual({
      PATH: '/bin',
      no_proxy: 'a',
      TSCOMPOSE_EXTRA_CA: '/ca.pem',
    });
  });

  it('puts the runtime directory below a root of its own, and refuses one too long for sockets', () => {
    expect(runtimePaths('/r')).toMatchObject({ root: '/r', runDir: '/r/run', socket: '/r/run/engine.sock' });
    expect(runtimePaths()).toMatchObject({ root: '/var/lib/tscompose', runDir: '/run/tscompose' });
    expect(() => runtimePaths(`/${'x'.repeat(100)}`)).toThrow(/too long for sockets/);
  });

  it('gives every root but the default a scope of its own', () => {
    expect(scopeOf('/var/lib/tscompose')).toBe('');
    expect(scopeOf('/r')).toMatch(/^[0-9a-f]{8}$/);
    expect(scopeOf('/r')).not.toBe(scopeOf('/s'));
  });

  it('tells monitors how to start it again', () => {
    const runtime = { execPath: '/bin/node', argv: ['node', '/lib/daemon.cjs', '--root', '/r'] };
    expect(engineCommand({ root: '/r', lock: '/r/engine.lock' }, true, runtime, { A: 'b' })).toEqual({
      args: ['/bin/node', '/lib/daemon.cjs', '--root', '/r', '--resident'],
      env: ['A=b'],
      lockPath: '/r/engine.lock',
    });
  });
});
