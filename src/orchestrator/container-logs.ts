import { TscomposeError } from '../base/errors.js';
import type { ContainerSpec, ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { ContainerLogsRequest } from '../spec/operations.js';

/**
 * The log of one container, lines of JSON.
 * @throws USAGE when none is kept, in Docker's words
 */
export async function* containerLogs(
  engine: Engine,
  { id, spec }: ObservedContainer,
  { follow, tail, notBefore, until }: ContainerLogsRequest,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  requireLog(spec);
  const query = {
    follow,
    ...(tail === undefined ? {} : { tail }),
    ...(notBefore === undefined ? {} : { since: notBefore }),
    ...(until === undefined ? {} : { until }),
    signal,
  };
  for await (const { lines } of engine.logLines(id, query)) yield lines;
}

function requireLog({ log, name }: ContainerSpec): void {
  if (log?.driver !== 'none') return;
  throw new TscomposeError('USAGE', 'configured logging driver does not support reading', { subject: name });
}
