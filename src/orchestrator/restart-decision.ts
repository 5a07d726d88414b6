import type { ObservedContainer } from '../spec/container.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;
/** A run of that length was a good one: the next failure starts over with the shortest pause. */
const GOOD_RUN_MS = 10_000;

type Ended = Pick<ObservedContainer, 'spec' | 'state' | 'stoppedByUser' | 'restartCount' | 'failedRestarts'>;

/** Whether the restart policy wants a container that has ended to run again. An unknown exit code is a failure. */
export function wantsRestart(container: Ended): boolean {
  const { spec, state, stoppedByUser } = container;
  if (state.status !== 'exited' || state.neverRan || stoppedByUser) return false;
  const { name, maxRetries } = spec.restart;
  if (name === 'no' || (name === 'on-failure' && state.exitCode === 0)) return false;
  return maxRetries === 0 || failedRestarts(container) < maxRetries;
}

/** Restarts since the user's start that failed: the run of each ended within the policy's window, if it has one. */
export function failedRestarts(container: Ended): number {
  const { spec, restartCount, failedRestarts: earlier } = container;
  const { windowMs } = spec.restart;
  const wasRestart = restartCount > 0;
  const held = windowMs !== undefined && lengthOfRun(container) >= windowMs;
  return wasRestart && !held ? earlier + 1 : earlier;
}

/** Milliseconds that the run lasted which has ended. Where nobody measured, by the clock on the wall, which may have been set. */
export function lengthOfRun({ state }: Pick<ObservedContainer, 'state'>): number {
  if (state.status !== 'exited') return 0;
  return state.ranMs ?? Math.max(0, Date.parse(state.finishedAt) - Date.parse(state.startedAt));
}

/**
 * Pause before the next start: the policy's own, or as in Docker 100 ms, doubling up to a minute.
 * @param previousMs pause before the run that has ended; null: it was not a restart
 * @param ranMs how long it ran
 * @param fixedMs the policy's
 */
export function restartDelay(previousMs: number | null, ranMs: number, fixedMs?: number): number {
  if (fixedMs !== undefined) return fixedMs;
  if (previousMs === null || ranMs >= GOOD_RUN_MS) return FIRST_DELAY_MS;
  return Math.min(previousMs * 2, LONGEST_DELAY_MS);
}
