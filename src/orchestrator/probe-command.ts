import { formatDuration } from '../base/duration.js';
import type { Engine } from '../spec/engine.js';
import type { Healthcheck } from '../spec/health.js';
import type { ProbeResult } from './probe-result.js';

/** Bytes of a probe's output that are kept, as in Docker. */
const MAX_OUTPUT = 4096;
const SHELL = ['/bin/sh', '-c'];

/** Runs the test in the container. @returns undefined when the container ended meanwhile */
export async function runCommand(
  engine: Engine,
  id: string,
  { test, timeoutMs }: Healthcheck,
  signal: AbortSignal,
): Promise<ProbeResult | undefined> {
  const [form, ...rest] = test;
  const args = form === 'CMD-SHELL' ? [...SHELL, rest.join(' ')] : rest;
  const { exitCode, output, truncated, timedOut } = await engine.exec(
    id,
    { args, env: [], timeoutMs, maxOutput: MAX_OUTPUT },
    signal,
  );
  const shown = truncated ? `${output}...` : output;
  if (timedOut) return { exitCode: 'unknown', output: lateText(timeoutMs, shown) };
  // Its monitor is gone, and the container with it.
  return exitCode === 'unknown' ? undefined : { exitCode, output: shown };
}

/** Docker's words. @param said what the probe wrote before it was killed */
export function lateText(timeoutMs: number, said = ''): string {
  const text = `Health check exceeded timeout (${formatDuration(BigInt(Math.round(timeoutMs * 1e6)))})`;
  return said === '' ? text : `${text}: ${said}`;
}
