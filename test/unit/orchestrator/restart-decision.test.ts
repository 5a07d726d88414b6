import { expect, test } from 'vitest';
import { restartDelay, wantsRestart } from '../../../src/orchestrator/restart-decision.js';
import type { ContainerState, ObservedContainer, RestartPolicy } from '../../../src/spec/container.js';

function ended(restart: RestartPolicy, state: Partial<Extract<ContainerState, { status: 'exited' }>>) {
  return {
    spec: { restart },
    stoppedByUser: false,
    restartCount: 0,
    state: { status: 'exited', exitCode: 1, startedAt: '', finishedAt: '', oomKilled: false, ...state },
  } as ObservedContainer;
}

const ALWAYS: RestartPolicy = { name: 'always', maxRetries: 0 };

test('a container that ran is started again under "always", whatever its exit code', () => {
  expect(wantsRestart(ended(ALWAYS, { exitCode: 0 }))).toBe(true);
  expect(wantsRestart(ended(ALWAYS, { exitCode: 'unknown' }))).toBe(true);
});

test('a container whose first start failed is not about to restart', () => {
  expect(wantsRestart(ended(ALWAYS, { exitCode: 127, neverRan: true }))).toBe(false);
});

test('on-failure looks at the exit code, and an unknown one is a failure', () => {
  const onFailure: RestartPolicy = { name: 'on-failure', maxRetries: 0 };
  expect(wantsRestart(ended(onFailure, { exitCode: 0 }))).toBe(false);
  expect(wantsRestart(ended(onFailure, { exitCode: 'unknown' }))).toBe(true);
});

test('pauses double up to a minute, and start over after a good run', () => {
  expect(restartDelay(null, 0)).toBe(100);
  expect(restartDelay(100, 0)).toBe(200);
  expect(restartDelay(50_000, 0)).toBe(60_000);
  expect(restartDelay(50_000, 10_000)).toBe(100);
});
