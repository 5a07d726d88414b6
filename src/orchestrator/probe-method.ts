import { TscomposeError } from '../base/errors.js';
import type { Engine } from '../spec/engine.js';
import type { Healthcheck } from '../spec/health.js';
import type { Clock } from './clock.js';
import { runCommand } from './probe-command.js';
import { LogWatch } from './probe-log.js';
import { lookAtPort } from './probe-port.js';
import type { ProbeMethod, ProbeResult } from './probe-result.js';

/** @param ended aborts when there is nothing to probe any more */
export function probeMethod(
  engine: Engine,
  id: string,
  check: Healthcheck,
  clock: Clock,
  ended: AbortSignal,
): ProbeMethod {
  const { ready } = check;
  if (ready === undefined) {
    return { probe: (signal) => unlessGone(() => runCommand(engine, id, check, signal)) };
  }
  if (ready.type === 'log') return new LogWatch(engine, id, ready, ended);
  return {
    probe: (signal) => unlessGone(() => lookAtPort(engine, id, ready, check.timeoutMs, clock, signal)),
  };
}

const GONE: ReadonlySet<string> = new Set(['CONTAINER_NOT_RUNNING', 'CONTAINER_NOT_FOUND']);

/** A probe that cannot be made, for whatever reason but the container's end, has failed. */
async function unlessGone(probe: () => Promise<ProbeResult | undefined>): Promise<ProbeResult | undefined> {
  try {
    return await probe();
  } catch (error) {
    if (!(error instanceof TscomposeError)) throw error;
    return GONE.has(error.code) ? undefined : { exitCode: 'unknown', output: error.message };
  }
}
