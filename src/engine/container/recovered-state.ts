import type { RestartPolicy } from '../../spec/container.js';
import type { StateRecord } from './container-record.js';

/**
 * What of a container's state, but for its run, is another one for an engine that finds it.
 * @param afterBoot the machine was started anew since the state was written
 */
export function recoveredState(
  { stoppedByUser, removal, restartPauseMs }: StateRecord,
  restart: RestartPolicy,
  afterBoot: boolean,
): Partial<StateRecord> {
  if (!afterBoot) return {};
  // As in Docker: `always` means after a boot also what was stopped by hand.
  const forgets = stoppedByUser && removal === null && restart.name === 'always';
  return {
    ...(forgets ? { stoppedByUser: false } : {}),
    // A boot is nothing that the container has failed at.
    ...(restartPauseMs === null ? {} : { restartPauseMs: null }),
  };
}
