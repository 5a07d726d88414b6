import type { RunRecord } from './container-record.js';
import type { Time } from './current-time.js';
import type { ExitRecord } from './exit-record.js';

export type ExitedRun = Extract<RunRecord, { phase: 'exited' }>;

/**
 * How a run ended whose monitor is gone.
 * @param last what was known of the run while it lasted
 * @param exit what its monitor reported or recorded; undefined when it couldn't
 * @param now when an engine learned of it
 * @param lost why it isn't known, when it isn't
 */
export function runOutcome(
  last: RunRecord | null,
  exit: ExitRecord | undefined,
  now: Time,
  lost = 'monitor was killed',
): ExitedRun {
  if (exit !== undefined) {
    const { exitCode, startedAt, finishedAt, ranMs, oomKilled } = exit;
    // A monitor of an earlier release doesn't tell.
    const measured = ranMs ? { ranMs } : {};
    const ended = { finishedAt, ...measured, endedMs: now.monotonicMs };
    return { phase: 'exited', exitCode, startedAt, ...ended, oomKilled };
  }
  return {
    phase: 'exited',
    exitCode: 'unknown',
    startedAt: last?.phase === 'running' ? last.startedAt : now.wall,
    finishedAt: now.wall,
    endedMs: now.monotonicMs,
    oomKilled: false,
    error: last?.phase === 'starting' ? 'its start was interrupted' : lost,
  };
}
