import { TscomposeError } from '../base/errors.js';
import { serviceOf } from '../lowering/labels.js';
import type { AwaitCondition } from '../reconcile/plan.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { Clock } from './clock.js';
import { explainFailure } from './explain-failure.js';
import type { Lifecycle } from './lifecycle.js';

/**
 * Milliseconds that a container without a health check must have run to count as one that is up. What cannot read its
 * configuration ends sooner; Docker Compose takes its first look after as long.
 */
const STEADY_MS = 500;

/** How waiting can end: with the word to show, or with what happened to the container instead. */
type Verdict = { readonly reached: 'Healthy' | 'Exited' | 'Running' } | { readonly failed: string };

/** It runs, but may be about to fail. */
interface Unsteady {
  readonly steadyInMs: number;
}

/**
 * Waits until a container is as the condition says.
 * @returns the word to show
 * @throws TscomposeError DEPENDENCY_FAILED, with the last probe and log lines, as soon as it cannot come true any more;
 *   TIMEOUT, with the same, when it has not after `patience`; CANCELLED when the signal aborts
 */
export async function awaitContainer(
  engine: Engine,
  lifecycle: Lifecycle,
  container: {
    readonly id: string;
    readonly name: string;
    readonly condition: AwaitCondition;
    /** False: a failure is told as that of an optional dependency. */
    readonly required: boolean;
    /** Absent: as long as it takes. */
    readonly patience?: Patience;
  },
  signal: AbortSignal,
): Promise<string> {
  const { id, name, condition, required, patience } = container;
  let observed: ObservedContainer | undefined;
  let cancel = () => {};
  const look = async () => {
    const now = await engine.inspectContainer(id);
    if (now === undefined) return { failed: 'was removed' } as const;
    observed = now;
    const verdict = judge(now, condition, lifecycle);
    cancel();
    if (verdict === undefined || !('steadyInMs' in verdict)) return verdict;
    cancel = lifecycle.clock.after(verdict.steadyInMs, () => lifecycle.changes.notify(id));
    return undefined;
  };
  const explain = () => explainFailure(engine, observed, lifecycle.healthRecord(id), lifecycle.clock);
  const verdict = await withPatience(patience, signal, (whileAllowed) =>
    lifecycle.changes.until(id, look, whileAllowed),
  ).finally(() => cancel());
  if (verdict === 'too late') {
    const what = `application not healthy after ${(patience?.timeoutMs ?? 0) / 1000}s`;
    const state = condition === 'completed' ? 'still runs' : 'is still starting';
    const details = await explain();
    throw new TscomposeError('TIMEOUT', [`${what}: container ${name} ${state}`, ...details].join('\n'), {
      action: 'wait for container',
      subject: name,
    });
  }
  if ('reached' in verdict) return verdict.reached;
  const service = observed === undefined ? name : serviceOf(observed.spec.labels);
  const what = failureText(
    { condition, required, service, failed: `container ${name} ${verdict.failed}` },
    observed,
  );
  const details = await explain();
  throw new TscomposeError('DEPENDENCY_FAILED', [what, ...details].join('\n'), {
    action: 'wait for container',
    subject: name,
  });
}

/** In Docker Compose's words. */
function failureText(
  {
    condition,
    required,
    service,
    failed,
  }: {
    readonly condition: AwaitCondition;
    readonly required: boolean;
    readonly service: string;
    readonly failed: string;
  },
  observed: ObservedContainer | undefined,
): string {
  const dependency = required ? 'dependency' : `optional dependency "${service}"`;
  if (condition === 'healthy') return `${dependency} failed to start: ${failed}`;
  if (condition === 'ready') return failed;
  const state = observed?.state;
  const plain = state?.status === 'exited' && state.error === undefined;
  const how = plain ? `exit ${state.exitCode}` : failed;
  return `${required ? `service "${service}"` : dependency} didn't complete successfully: ${how}`;
}

/** How long is waited, and by which clock. */
export interface Patience {
  readonly clock: Clock;
  readonly timeoutMs: number;
}

async function withPatience<T>(
  patience: Patience | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'too late'> {
  if (patience === undefined) return work(signal);
  const passed = new AbortController();
  const cancel = patience.clock.after(patience.timeoutMs, () => passed.abort());
  try {
    return await work(AbortSignal.any([signal, passed.signal]));
  } catch (error) {
    if (signal.aborted || !passed.signal.aborted) throw error;
    return 'too late';
  } finally {
    cancel();
  }
}

function judge(
  container: ObservedContainer,
  condition: AwaitCondition,
  lifecycle: Lifecycle,
): Verdict | Unsteady | undefined {
  const { state } = container;
  switch (state.status) {
    case 'created':
      return { failed: 'is not running' };
    case 'exited':
      if (condition !== 'healthy' && state.exitCode === 0 && !container.stoppedByUser) {
        if (condition === 'completed' || !lifecycle.willRestart(container)) return { reached: 'Exited' };
      }
      if (lifecycle.willRestart(container)) return undefined;
      return { failed: `exited (${state.exitCode})${state.error === undefined ? '' : `: ${state.error}`}` };
    case 'running':
      if (condition === 'completed') return undefined;
      return judgeHealth(container, condition, lifecycle, state.startedMs);
  }
}

function judgeHealth(
  container: ObservedContainer,
  condition: AwaitCondition,
  lifecycle: Lifecycle,
  startedMs: number | undefined,
): Verdict | Unsteady | undefined {
  switch (lifecycle.healthOf(container)) {
    case 'none':
      if (condition !== 'ready') return { failed: 'has no health check' };
      return steadiness(lifecycle.clock.monotonic() - (startedMs ?? Number.NEGATIVE_INFINITY));
    case 'healthy':
      return { reached: 'Healthy' };
    case 'unhealthy':
      return { failed: 'is unhealthy' };
    case 'starting':
      return undefined;
  }
}

/** @param ranMs milliseconds that it has run */
function steadiness(ranMs: number): Verdict | Unsteady {
  return ranMs >= STEADY_MS ? { reached: 'Running' } : { steadyInMs: STEADY_MS - ranMs };
}
