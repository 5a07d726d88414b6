import type { TscomposeError } from '../../base/errors.js';
import type { Time } from './current-time.js';
import type { ExitedRun } from './run-outcome.js';

/** Docker's exit code of a container whose start failed for no reason of its command. */
const NOT_STARTED = 128;

/** A run that came to nothing. @param isRestart the restart policy tried it, not the user */
export function failedStart(error: TscomposeError, isRestart: boolean, now: Time): ExitedRun {
  return {
    phase: 'exited',
    exitCode: error.details.exitCode ?? NOT_STARTED,
    startedAt: now.wall,
    finishedAt: now.wall,
    endedMs: now.monotonicMs,
    oomKilled: false,
    error: error.message,
    ...(isRestart ? {} : { neverRan: true as const }),
  };
}
