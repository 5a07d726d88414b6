import type { ContainerState, ExitCode } from '../../../src/spec/container.js';
import type { FakeClock } from './fake-clock.js';

/** The state of a container whose run ends now. */
export function endedRun(
  { startedAt, startedMs = 0 }: Extract<ContainerState, { status: 'running' }>,
  exitCode: ExitCode,
  clock: FakeClock,
): ContainerState {
  const endedMs = clock.monotonic();
  const finishedAt = new Date(clock.now()).toISOString();
  const ranMs = endedMs - startedMs;
  return { status: 'exited', exitCode, startedAt, finishedAt, ranMs, endedMs, oomKilled: false };
}
