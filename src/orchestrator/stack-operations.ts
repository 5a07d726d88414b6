import { TscomposeError } from '../base/errors.js';
import { serviceOf } from '../lowering/labels.js';
import { lowerStack } from '../lowering/lower-stack.js';
import { containersOf } from '../reconcile/observed-stack.js';
import type { Plan } from '../reconcile/plan.js';
import { planDown, planStop } from '../reconcile/plan-down.js';
import { planRefresh, refreshable } from '../reconcile/plan-refresh.js';
import { planUp, type UpOptions } from '../reconcile/plan-up.js';
import type { Engine, Observation } from '../spec/engine.js';
import type { ImageInfo } from '../spec/objects.js';
import type { DownRequest, StopRequest, UpRequest } from '../spec/operations.js';
import { applyPlan } from './apply-plan.js';
import type { Clock } from './clock.js';
import type { Lifecycle } from './lifecycle.js';
import { findImages, photograph } from './photograph.js';
import { type Emit, Reporter } from './reporter.js';

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
}

/** Observe, plan, apply. @returns whether anything was changed. @throws the first error of a step, or CANCELLED */
export async function up(
  { engine, lifecycle, clock }: Parts & { readonly clock: Clock },
  request: UpRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const { logins = {}, pull: override, waitTimeoutMs: timeoutMs = 0 } = request;
  const desired = lowerStack(request.stack, request.origin, request.services, request);
  const reporter = new Reporter(emit);
  const context = {
    engine,
    lifecycle,
    reporter,
    ids: new Map<string, string>(),
    killOnInterrupt: false,
    logins,
    ...(timeoutMs === 0 ? {} : { patience: { clock, timeoutMs } }),
  };
  const images = await findImages(engine, refreshable(desired, override));
  const refresh = planRefresh(desired, images, { override, now: clock.now() });
  await applyPlan(refresh, context, { onFailure: 'stop', signal });
  const situation = await photograph(engine, lifecycle, desired);
  const plan = planUp(desired, situation, upOptions(request));
  for (const container of situation.observation.containers) {
    if (!plan.unchanged.includes(container.spec.name)) continue;
    reporter.step('Container', container.spec.name, 'done', STATE_WORDS[container.state.status]);
  }
  const ids = idsOf(situation.observation);
  await applyPlan(plan, { ...context, ids }, { onFailure: 'stop', signal });
  return changes(plan) || (await hasNewImage(engine, images));
}

const STATE_WORDS = { created: 'Created', running: 'Running', exited: 'Exited' } as const;

function upOptions(request: UpRequest): UpOptions {
  return {
    recreate: 'changed',
    recreateDependencies: 'changed',
    renewAnonymousVolumes: false,
    noStart: false,
    ignoreOrphans: false,
    ...request,
  };
}

/** Goes on past failures, so that as little as possible remains, and then throws the first. */
export async function down(
  { engine, lifecycle }: Parts,
  name: string,
  request: DownRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const observation = await engine.observe();
  const plan = planDown(name, request.stack, observation, request);
  const reporter = new Reporter(emit);
  if (plan.nodes.length === 0 && plan.warnings.length === 0) {
    reporter.warn(`No resource found to remove for project "${name}".`);
  }
  const context = { engine, lifecycle, reporter, ids: idsOf(observation), killOnInterrupt: true };
  await applyPlan(plan, context, { onFailure: 'continue', signal });
  return changes(plan);
}

export async function stop(
  { engine, lifecycle }: Parts,
  name: string,
  request: StopRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<boolean> {
  const observation = await engine.observe();
  const plan = planStop(name, observation, request);
  const context = {
    engine,
    lifecycle,
    reporter: new Reporter(emit),
    ids: idsOf(observation),
    killOnInterrupt: true,
  };
  await applyPlan(plan, context, { onFailure: 'continue', signal });
  return changes(plan);
}

/** SIGKILL to all at the same time. One that ends by itself meanwhile is no failure. */
export async function kill(
  { engine, lifecycle }: Parts,
  name: string,
  request: StopRequest,
  emit: Emit,
): Promise<boolean> {
  const reporter = new Reporter(emit);
  const running = containersOf(await engine.observe(), name).filter(
    ({ state, spec }) =>
      state.status === 'running' &&
      (request.services.length === 0 || request.services.includes(serviceOf(spec.labels))),
  );
  await Promise.all(
    running.map(async ({ id, spec }) => {
      reporter.step('Container', spec.name, 'working', 'Killing');
      await lifecycle.restarts.cancel(id);
      try {
        await engine.killContainer(id, 'SIGKILL');
      } catch (error) {
        if (!(error instanceof TscomposeError) || !ENDED.has(error.code)) throw error;
      }
      reporter.step('Container', spec.name, 'done', 'Killed');
    }),
  );
  return running.length > 0;
}

const ENDED: ReadonlySet<string> = new Set(['CONTAINER_NOT_RUNNING', 'CONTAINER_NOT_FOUND']);

/** Whether a reference means another image than before. */
async function hasNewImage(engine: Engine, before: ReadonlyMap<string, ImageInfo>): Promise<boolean> {
  const now = await Promise.all([...before.keys()].map((reference) => engine.findImage(reference)));
  return [...before.values()].some(({ id }, index) => now[index]?.id !== id);
}

function idsOf(observation: Observation): Map<string, string> {
  return new Map(observation.containers.map(({ id, spec }) => [spec.name, id]));
}

function changes(plan: Plan): boolean {
  return plan.nodes.some(({ step }) => step.kind !== 'await-container');
}
