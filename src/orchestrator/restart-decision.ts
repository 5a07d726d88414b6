import type { ObservedContainer } from '../spec/container.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;
/** A run of that length was a good one: the next failure starts over with the shortest pause. */
const GOOD_RUN_MS = 10_000;

/** Whether the restart policy wants a container that has ended to run again. An unknown exit code is a failure. */
export function wantsRestart({ spec, state, stoppedByUser, restartCount }: ObservedContainer): boolean {
  if (state.status !== 'exited' || state.neverRan || stoppedByUser) return false;
  const { name, maxRetries } = spec.restart;
  switch (name) {
    case 'no':
      return false;
    case 'always':
    case 'unless-stopped':
      return true;
    case 'on-failure':
      return state.exitCode !== 0 && (maxRetries === 0 || restartCount < maxRetries);
  }
}

/**
 * Pause before the next start, as in Docker: 100 ms, doubling up to a minute.
 * @param previousMs pause before the run that has ended; undefined: it was not a restart
 * @param ranMs how long it ran
 */
export function restartDelay(previousMs: number | undefined, ranMs: number): number {
  if (previousMs === undefined || ranMs >= GOOD_RUN_MS) return FIRST_DELAY_MS;
  return Math.min(previousMs * 2, LONGEST_DELAY_MS);
}
