import { describe, expect, it } from 'vitest';
import { hostsFile, resolvConfFile } from '../../../../src/engine/container/network-files.js';
import { runOutcome } from '../../../../src/engine/container/run-outcome.js';
import { signalNumber } from '../../../../src/engine/container/signals.js';
import { startFailure } from '../../../../src/engine/container/start-failure.js';
import type { StartFailedMessage } from '../../../../src/wire/messages.js';
import { containerSpec } from './fixtures.js';

const ENOENT = 2;
const EACCES = 13;
const EADDRINUSE = 98;

function failed(step: string, errorNumber: number, subject = ''): StartFailedMessage {
  return { type: 'StartFailed', step, call: 'call', errorNumber, subject };
}

describe('the outcome of a run', () => {
  const now = { wall: 'now', monotonicMs: 7 };
  const running = { phase: 'running', pid: 1, startedAt: 'then' } as const;

  it('is what the monitor recorded', () => {
    const exit = { exitCode: 3, signal: null, oomKilled: true, startedAt: 'a', finishedAt: 'b' };
    expect(runOutcome(running, exit, now)).toEqual({
      phase: 'exited',
      exitCode: 3,
      startedAt: 'a',
      finishedAt: 'b',
      endedMs: 7,
      oomKilled: true,
    });
  });

  it('is unknown, never 0, when the monitor could record nothing', () => {
    expect(runOutcome(running, undefined, now)).toMatchObject({
      exitCode: 'unknown',
      startedAt: 'then',
      finishedAt: 'now',
      error: 'monitor was killed',
    });
    expect(runOutcome({ phase: 'starting' }, undefined, now).error).toBe('its start was interrupted');
  });
});

describe('a failed start', () => {
  const spec = containerSpec({ labels: { 'com.docker.compose.service': 'web' } });

  it.each([
    ['exec', ENOENT, 'COMMAND_NOT_FOUND', 127],
    ['exec', EACCES, 'COMMAND_NOT_EXECUTABLE', 126],
    ['reserve-port', EADDRINUSE, 'PORT_IN_USE', undefined],
    ['mount', EACCES, 'CONTAINER_START', undefined],
  ])('at step %s with errno %i is %s, exit code %i', (step, errno, code, exitCode) => {
    const error = startFailure(spec, ['/run'], failed(step, errno, '/x'));
    expect(error.code).toBe(code);
    expect(error.details.exitCode).toBe(exitCode);
  });

  it('points at the limit that the kernel refuses', () => {
    const limited = (step: string, subject: string) =>
      startFailure(spec, ['/run'], failed(step, ENOENT, subject));
    expect(limited('cgroup-limit', 'io.bfq.weight=300').details.path?.at(-1)).toBe('blkio_config');
    expect(limited('cgroup-limit', 'memory.max=1').details.path?.at(-1)).toBe('mem_limit');
    expect(limited('resource-limit', '7').details.path?.slice(-2)).toEqual(['ulimits', 'nofile']);
    expect(limited('oom-score', '').details.path?.at(-1)).toBe('oom_score_adj');
    expect(limited('resource-limit', '7').message).toContain('the ulimit nofile');
  });

  it('points at the key of the stack file that names the command', () => {
    expect(startFailure(spec, ['/run'], failed('exec', ENOENT)).details.path).toEqual([
      'services',
      'web',
      'command',
    ]);
  });
});

describe('signals', () => {
  it.each([
    ['SIGTERM', 15],
    ['quit', 3],
    ['9', 9],
    ['SIGRTMIN+3', 37],
    ['RTMAX', 64],
  ])('%s is %i', (name, number) => {
    expect(signalNumber(name)).toBe(number);
  });

  it.each(['SIGNOPE', '0', '65', 'RTMIN-1', ''])('%s is refused', (name) => {
    expect(() => signalNumber(name)).toThrow(/no signal/);
  });
});

describe('files about the network', () => {
  it('name the container on each of its addresses in /etc/hosts', () => {
    expect(hostsFile({ hostname: 'web', addresses: ['10.0.0.2', '10.1.0.2'] })).toMatch(
      /\n10\.0\.0\.2\tweb\n10\.1\.0\.2\tweb\n$/,
    );
  });

  it("keep the machine's last search list in /etc/resolv.conf", () => {
    expect(resolvConfFile('domain old\nsearch a.example b.example\nnameserver 9.9.9.9\n')).toBe(
      'nameserver 127.0.0.11\nsearch a.example b.example\noptions ndots:0\n',
    );
    expect(resolvConfFile('')).toBe('nameserver 127.0.0.11\noptions ndots:0\n');
  });
});
