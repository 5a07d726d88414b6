import { expect, test } from 'vitest';
import { TscomposeError } from '../../../../src/base/errors.js';
import { runCli } from '../../../../src/cli/run-cli.js';
import type { ContainerEnd, OperationEvent } from '../../../../src/spec/operations.js';
import { logPart } from '../../support/log-lines.js';
import { FakeHost, type FakeHostOptions } from '../support/fake-host.js';
import { container, DEMO, events } from '../support/samples.js';

const web = { container: 'demo-web-1', service: 'web', index: 1 } as const;
const line = (log: string) => logPart(web, { log });
const exit = (exitCode: number): ContainerEnd => ({ type: 'exited', ...web, exitCode, restarting: false });
const done: OperationEvent = { type: 'result', changed: true };

function hostWith(client: FakeHostOptions['client']): FakeHost {
  return new FakeHost({
    stack: DEMO,
    client: { ps: async () => [container()], up: () => events(done), ...client },
  });
}

/** Resolves when the signal is aborted, as the engine's streams do. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new TscomposeError('CANCELLED', 'interrupted'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

test('it ends with code 0 when every container has ended, whatever their codes', async () => {
  const host = hostWith({
    async *logs() {
      yield line('hi\n');
      yield exit(3);
    },
  });
  expect(await runCli(['up'], host)).toBe(0);
  expect(host.stdout.text).toBe('Attaching to web-1\nweb-1  | hi\nweb-1 exited with code 3\n');
  expect(host.listening).toBe(false);
});

test('Ctrl-C stops the stack gracefully and the log goes on meanwhile', async () => {
  const stopped: string[] = [];
  const host = hostWith({
    async *logs(_name, _request, signal) {
      yield line('hi\n');
      host.pressCtrlC();
      await aborted(signal);
    },
    stop: (name) => {
      stopped.push(name);
      return events({ type: 'step', id: 'Container demo-web-1', state: 'done', text: 'Stopped' }, done);
    },
  });
  expect(await runCli(['up'], host)).toBe(130);
  expect(stopped).toEqual(['demo']);
  expect(host.stdout.text).toBe(
    'Attaching to web-1\nweb-1  | hi\nGracefully Stopping... press Ctrl+C again to force\n',
  );
  expect(host.stderr.text).toBe(' Container demo-web-1  Stopped\n');
});

test('a second Ctrl-C kills', async () => {
  const calls: string[] = [];
  const host = hostWith({
    async *logs(_name, _request, signal) {
      yield line('hi\n');
      host.pressCtrlC();
      await aborted(signal);
    },
    async *stop(_name, _request, signal) {
      calls.push('stop');
      host.pressCtrlC();
      yield await aborted(signal);
    },
    kill: () => {
      calls.push('kill');
      return events(done);
    },
  });
  expect(await runCli(['up'], host)).toBe(130);
  expect(calls).toEqual(['stop', 'kill']);
});

test('Ctrl-C while the stack still starts stops what there is', async () => {
  const calls: string[] = [];
  const host = hostWith({
    async *up(_name, _request, signal) {
      host.pressCtrlC();
      yield await aborted(signal);
    },
    stop: () => {
      calls.push('stop');
      return events(done);
    },
  });
  expect(await runCli(['up'], host)).toBe(130);
  expect(calls).toEqual(['stop']);
});

test('Ctrl-C in up -d interrupts and says so', async () => {
  const host = hostWith({
    async *up(_name, _request, signal) {
      host.pressCtrlC();
      yield await aborted(signal);
    },
  });
  expect(await runCli(['up', '-d'], host)).toBe(130);
  expect(host.stderr.text).toBe('interrupted\n');
});

test('the end of one container stops the others when asked, and gives the exit code', async () => {
  const requests: unknown[] = [];
  const host = hostWith({
    async *logs(_name, request) {
      requests.push(request);
      yield exit(3);
    },
    stop: (_name, request) => {
      requests.push(request);
      return events({ type: 'step', id: 'Container demo-db-1', state: 'done', text: 'Stopped' }, done);
    },
  });
  expect(await runCli(['up', '--abort-on-container-exit', '-t', '2', 'web', 'db'], host)).toBe(3);
  expect(requests).toEqual([
    {
      services: ['db', 'web'],
      linesOf: ['db', 'web'],
      follow: true,
      since: expect.any(String),
    },
    { services: ['web', 'db'], stack: DEMO, timeoutMs: 2000 },
  ]);
  expect(host.stdout.text).toBe('Attaching to web-1\nweb-1 exited with code 3\n');
  expect(host.stderr.text).toBe('Aborting on container exit...\n Container demo-db-1  Stopped\n');
});

test('only the named service decides with --exit-code-from', async () => {
  const seed = { type: 'exited', container: 'demo-db-1', service: 'db', index: 1 } as const;
  const host = hostWith({
    async *logs() {
      yield { ...seed, exitCode: 1, restarting: false };
      yield line('still here\n');
      yield exit(5);
    },
    stop: () => events(done),
  });
  expect(await runCli(['up', '--exit-code-from', 'web'], host)).toBe(5);
  expect(host.stdout.text).toContain('web-1  | still here\n');
});

test('Ctrl-C while all is stopped because of an end says how to force, and then kills', async () => {
  const calls: string[] = [];
  const host = hostWith({
    async *logs() {
      yield exit(3);
    },
    async *stop(_name, _request, signal) {
      calls.push('stop');
      host.pressCtrlC();
      host.pressCtrlC();
      yield await aborted(signal);
    },
    kill: () => {
      calls.push('kill');
      return events(done);
    },
  });
  expect(await runCli(['up', '--abort-on-container-failure'], host)).toBe(3);
  expect(calls).toEqual(['stop', 'kill']);
  expect(host.stdout.text).toContain('Gracefully Stopping... press Ctrl+C again to force\n');
});
