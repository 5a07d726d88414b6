import { formatByteSize } from '../base/byte-size.js';
import { formatDuration } from '../base/duration.js';
import { TscomposeError } from '../base/errors.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { HealthRecord } from '../spec/health.js';
import type { Clock } from './clock.js';
import { lengthOfRun } from './restart-decision.js';

/** Last lines of the log, and of a probe's output, that a failure quotes. */
const QUOTED_LINES = 10;
/** Characters of one of them. */
const QUOTED_LENGTH = 500;
/** Milliseconds to get them. */
const QUOTE_DEADLINE_MS = 2000;

/**
 * Lines on why a container is not as it is waited for: how long it ran, its last probe, its last words. They are help: that
 * they cannot be had hides no failure.
 */
export async function explainFailure(
  engine: Engine,
  container: ObservedContainer | undefined,
  health: HealthRecord | undefined,
  clock: Clock,
): Promise<readonly string[]> {
  if (container === undefined) return [];
  const log = await lastLines(engine, container.id);
  return [
    ...outOfMemory(container),
    ...timing(container, health, clock),
    ...lastProbe(container, health, clock),
    ...(log.length === 0 ? [] : ['  last log lines:', ...log.map((line) => `    ${line}`)]),
  ];
}

/** The kernel's log would tell no more. */
function outOfMemory({ state, spec }: ObservedContainer): readonly string[] {
  if (state.status === 'created' || !state.oomKilled) return [];
  const memory = spec.limits?.memory;
  if (memory === undefined)
    return ['  the kernel killed a process of it, since the machine ran out of memory'];
  return [
    `  the kernel killed a process of it, since it reached its memory limit of ${formatByteSize(memory)}`,
    '  raise mem_limit or deploy.resources.limits.memory, or have it use less',
  ];
}

function timing(
  { state, restartCount }: ObservedContainer,
  health: HealthRecord | undefined,
  clock: Clock,
): readonly string[] {
  const again = restartCount === 0 ? '' : `, restarted ${times(restartCount)}`;
  if (state.status === 'exited' && !state.neverRan) {
    return [`  it ran for ${span(lengthOfRun({ state }))}${again}`];
  }
  if (state.status !== 'running') return [];
  const ran = span(clock.monotonic() - (state.startedMs ?? clock.monotonic()));
  const streak = health?.state.failingStreak ?? 0;
  const probes = streak === 0 ? '' : `, failed ${streak === 1 ? 'a probe' : `${streak} probes in a row`}`;
  return [`  it has run for ${ran}${probes}${again}`];
}

function lastProbe(
  { healthcheck }: ObservedContainer,
  health: HealthRecord | undefined,
  clock: Clock,
): readonly string[] {
  const probe = health?.log.at(-1);
  if (probe === undefined || probe.exitCode === 0) return [];
  // Of a look from outside the output says all.
  const code = probe.exitCode === 'unknown' || healthcheck?.ready ? '' : `exit code ${probe.exitCode}, `;
  const ago = span(clock.now() - Date.parse(probe.end));
  const head = `  last health probe (${code}took ${span(probe.tookMs)}, ${ago} ago):`;
  const output = probe.output.trim().split('\n').slice(-QUOTED_LINES).map(cut);
  if (output.length > 1) return [head, ...output.map((line) => `    ${line}`)];
  return [`${head} ${output[0] || 'no output'}`];
}

async function lastLines(engine: Engine, id: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const signal = AbortSignal.timeout(QUOTE_DEADLINE_MS);
  try {
    for await (const entry of engine.logs(id, { follow: false, tail: QUOTED_LINES, signal })) {
      lines.push(cut(entry.log.replace(/\n$/, '')));
    }
  } catch (error) {
    if (!(error instanceof TscomposeError)) throw error;
  }
  return lines;
}

function cut(line: string): string {
  return line.length > QUOTED_LENGTH ? `${line.slice(0, QUOTED_LENGTH)}...` : line;
}

/** To a tenth of a second; below one, in whole milliseconds. */
function span(ms: number): string {
  const rounded = ms < 1000 ? Math.max(0, Math.round(ms)) : Math.round(ms / 100) * 100;
  return formatDuration(BigInt(rounded) * 1_000_000n);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
