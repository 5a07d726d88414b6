import { changesAnything } from '../reconcile/plan.js';
import { planDown, planStop } from '../reconcile/plan-down.js';
import type { Engine, Observation } from '../spec/engine.js';
import { keptBytes } from '../spec/file-contents.js';
import type { DownRequest, StopRequest, UpRequest } from '../spec/operations.js';
import { carryOut } from './carry-out.js';
import { requireIdentity } from './check-identity.js';
import type { Clock } from './clock.js';
import type { Lifecycle } from './lifecycle.js';
import { reportUnchanged } from './report-unchanged.js';
import { type Emit, Reporter } from './reporter.js';
import { makeUpPlan } from './up-plan.js';

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
}

/**
 * Observe, plan, apply; with `dryRun` tell instead of apply.
 * @returns whether anything was changed
 * @throws the first error of a step, or CANCELLED
 */
export async function up(
  parts: Parts & { readonly clock: Clock },
  request: UpRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const { plan, situation } = await makeUpPlan(parts, request, signal);
  const { waitTimeoutMs: timeoutMs = 0 } = request;
  const reporter = new Reporter(emit);
  reportUnchanged(plan, situation.observation, reporter);
  const context = {
    ...parts,
    reporter,
    ids: idsOf(situation.observation),
    killOnInterrupt: false,
    contents: keptBytes(request.contents),
    logins: request.logins ?? {},
    ...(timeoutMs === 0 ? {} : { patience: { clock: parts.clock, timeoutMs } }),
  };
  await carryOut(plan, context, { ...request, onFailure: 'stop', signal });
  return changesAnything(plan);
}

/** Goes on past failures, so that as little as possible remains, and then throws the first. */
export async function down(
  parts: Parts,
  name: string,
  request: DownRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const observation = await parts.engine.observe();
  const reporter = new Reporter(emit);
  await requireIdentity(name, observation, request, 'taken down', reporter);
  const plan = planDown(name, request.stack, observation, request);
  if (plan.nodes.length === 0 && plan.warnings.length === 0) {
    reporter.warn(`No resource found to remove for project "${name}".`);
  }
  const context = { ...parts, reporter, ids: idsOf(observation), killOnInterrupt: true };
  await carryOut(plan, context, { ...request, onFailure: 'continue', signal });
  return changesAnything(plan);
}

export async function stop(
  parts: Parts,
  name: string,
  request: StopRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const observation = await parts.engine.observe();
  const reporter = new Reporter(emit);
  await requireIdentity(name, observation, request, 'stopped', reporter);
  const plan = planStop(name, observation, request);
  const context = { ...parts, reporter, ids: idsOf(observation), killOnInterrupt: true };
  await carryOut(plan, context, { ...request, onFailure: 'continue', signal });
  return changesAnything(plan);
}

function idsOf(observation: Observation): Map<string, string> {
  return new Map(observation.containers.map(({ id, spec }) => [spec.name, id]));
}
