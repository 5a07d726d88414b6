import { containersOf, type Situation } from '../reconcile/observed-stack.js';
import { changesAnything, type Plan } from '../reconcile/plan.js';
import { planRemove } from '../reconcile/plan-remove.js';
import { planRestart } from '../reconcile/plan-restart.js';
import { planStart } from '../reconcile/plan-start.js';
import type { Engine, Observation } from '../spec/engine.js';
import type { OperationRequest, RemoveRequest, RestartRequest, StartRequest } from '../spec/operations.js';
import { carryOut } from './carry-out.js';
import { requireIdentity } from './check-identity.js';
import type { Lifecycle } from './lifecycle.js';
import { type Emit, Reporter } from './reporter.js';

/** Verbs for containers that are there already: observe, plan, apply; with `dryRun` tell instead of apply. They resolve with whether anything was changed. */

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
}

/** @throws CONTAINER_NOT_FOUND for a service without container, the first error of a step, or CANCELLED */
export async function start(
  parts: Parts,
  name: string,
  request: StartRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const situation = await look(parts, name);
  const { observation } = situation;
  const reporter = new Reporter(emit);
  await requireIdentity(name, observation, request, 'started', reporter);
  const plan = planStart(name, situation, request);
  return perform(parts, plan, observation, request, { reporter, signal });
}

/** @throws the first error of a step, or CANCELLED */
export async function restart(
  parts: Parts,
  name: string,
  request: RestartRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const observation = await parts.engine.observe();
  const reporter = new Reporter(emit);
  await requireIdentity(name, observation, request, 'restarted', reporter);
  const plan = planRestart(name, observation, request);
  return perform(parts, plan, observation, request, { reporter, signal });
}

/** @throws the first error of a step, or CANCELLED */
export async function remove(
  parts: Parts,
  name: string,
  request: RemoveRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const observation = await parts.engine.observe();
  const reporter = new Reporter(emit);
  await requireIdentity(name, observation, request, 'removed', reporter);
  const plan = planRemove(name, observation, request);
  return perform(parts, plan, observation, request, { reporter, signal });
}

async function look(
  { engine, lifecycle }: Parts,
  name: string,
): Promise<Pick<Situation, 'observation' | 'health'>> {
  const observation = await engine.observe();
  const own = containersOf(observation, name);
  const health = new Map(own.map((container) => [container.id, lifecycle.healthOf(container)]));
  return { observation, health };
}

async function perform(
  parts: Parts,
  plan: Plan,
  observation: Observation,
  { dryRun = false }: OperationRequest,
  { reporter, signal }: { readonly reporter: Reporter; readonly signal: AbortSignal },
): Promise<boolean> {
  const ids = new Map(observation.containers.map(({ id, spec }) => [spec.name, id]));
  const context = { ...parts, reporter, ids, killOnInterrupt: true };
  await carryOut(plan, context, { dryRun, onFailure: 'stop', signal });
  return changesAnything(plan);
}
