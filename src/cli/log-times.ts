import type { ContainerLogsRequest } from '../spec/operations.js';
import type { Cli } from './cli.js';
import { exactMoment } from './filters.js';

/** What `--since` and `--until` ask for. @throws USAGE */
export function logTimes(
  cli: Cli,
  { since, until }: { readonly since?: string; readonly until?: string },
): Pick<ContainerLogsRequest, 'notBefore' | 'until'> {
  const now = cli.host.now();
  return {
    ...(since === undefined ? {} : { notBefore: exactMoment(since, now) }),
    ...(until === undefined ? {} : { until: exactMoment(until, now) }),
  };
}
