import { TscomposeError } from '../base/errors.js';
import type { ContainerSpec, ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { ContainerLogItem, ContainerLogsRequest, RawLogRequest } from '../spec/operations.js';

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
  requireLog(spec);
  const query = {
    follow,
    ...(tail === undefined ? {} : { tail }),
    ...(notBefore === undefined ? {} : { since: notBefore }),
    ...(until === undefined ? {} : { until }),
    signal,
  };
  for await (const { time, stream, log } of engine.logs(id, query)) yield { type: 'log', time, stream, log };
}

/** The same as lines of JSON, up to the present end: much faster. @throws as {@link containerLogs} */
export async function* rawContainerLog(
  engine: Engine,
  { id, spec }: ObservedContainer,
  { tail }: RawLogRequest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  requireLog(spec);
  yield* engine.rawLog(id, tail, signal);
}

function requireLog({ log, name }: ContainerSpec): void {
  if (log?.driver !== 'none') return;
  throw new TscomposeError('USAGE', 'configured logging driver does not support reading', { subject: name });
}
