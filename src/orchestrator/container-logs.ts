import { TscomposeError } from '../base/errors.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { ContainerLogItem, ContainerLogsRequest } from '../spec/operations.js';

/**
 * The log of one container.
 * @throws USAGE when none is kept, in Docker's words
 */
export async function* containerLogs(
  engine: Engine,
  { id, spec }: ObservedContainer,
  { follow, tail, notBefore, until }: ContainerLogsRequest,
  signal: AbortSignal,
): AsyncGenerator<ContainerLogItem> {
  if (spec.log?.driver === 'none') {
    throw new TscomposeError('USAGE', 'configured logging driver does not support reading', {
      subject: spec.name,
    });
  }
  const query = {
    follow,
    ...(tail === undefined ? {} : { tail }),
    ...(notBefore === undefined ? {} : { since: notBefore }),
    ...(until === undefined ? {} : { until }),
    signal,
  };
  for await (const { time, stream, log } of engine.logs(id, query)) yield { type: 'log', time, stream, log };
}
