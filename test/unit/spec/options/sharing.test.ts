import { expect, it } from 'vitest';
import { findConflict, isShared, readMode, sharedContainer } from '../../../../src/spec/options/sharing.js';

it('a mode names the machine or a container', () => {
  expect(sharedContainer('container:web')).toBe('web');
  expect(sharedContainer('host')).toBeUndefined();
  expect([undefined, 'shareable', 'host', 'container:web'].map(isShared)).toEqual([false, false, true, true]);
  expect(readMode('PID', 'host', ['host'])).toBe('host');
  for (const wrong of ['foo', 'container:', 'service:web'])
    expect(() => readMode('PID', wrong, ['host'])).toThrow();
});

it.each([
  [{ networkMode: 'container:web', hostname: 'x' }, 'hostname'],
  [{ networkMode: 'container:web', dns: ['9.9.9.9'] }, 'dns'],
  [{ networkMode: 'container:web', extraHosts: ['a:1.1.1.1'] }, 'extra_hosts'],
  [{ networkMode: 'container:web', ports: [{}] }, 'ports'],
  [{ networkMode: 'container:web', expose: ['80/tcp'] }, 'expose'],
  [{ networkMode: 'host', sysctls: { 'net.core.somaxconn': '1' } }, 'sysctls'],
  [{ ipc: 'host', sysctls: { 'kernel.shmmax': '1' } }, 'sysctls'],
  [{ ipc: 'host', shmSize: 1 }, 'shm_size'],
  [{ uts: 'host' as const, hostname: 'x' }, 'hostname'],
  [{ networkMode: 'host', hostname: 'x', dns: ['9.9.9.9'], ports: [{}] }, undefined],
  [{ ipc: 'shareable', sysctls: { 'kernel.shmmax': '1' } }, undefined],
])('%j', (wishes, key) => {
  expect(findConflict({ ports: [], ...wishes })?.key).toBe(key);
});
