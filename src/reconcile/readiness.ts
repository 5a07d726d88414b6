import type { DesiredService } from '../lowering/desired.js';
import type { Dependency } from '../model/service-parts.js';
import type { ObservedContainer } from '../spec/container.js';
import { hasCompleted } from './decide.js';
import type { Placement, Placements } from './decide-services.js';
import type { Situation } from './observed-stack.js';
import type { AwaitCondition } from './plan.js';
import { awaitId, nodeId, type PlanBuilder } from './plan-builder.js';

/**
 * Adds what must be awaited before a service may start.
 * @returns ids of the nodes that its start depends on; none when all its dependencies are ready already
 */
export function planReadiness(
  plan: PlanBuilder,
  service: DesiredService,
  placements: Placements,
  situation: Situation,
): readonly string[] {
  return Object.entries(service.dependsOn).flatMap(([name, dependency]) =>
    (placements.get(name) ?? []).flatMap((placement) =>
      planCondition(plan, service.name, awaitable(placement), dependency, situation),
    ),
  );
}

/** A container that another one needs. */
export interface Awaitable {
  readonly name: string;
  readonly observed: ObservedContainer | undefined;
  /** False: the plan starts it. */
  readonly keeps: boolean;
}

function awaitable({ desired, observed, decision }: Placement): Awaitable {
  return { name: desired.spec.name, observed, keeps: decision.action === 'keep' };
}

/**
 * Adds what must be awaited of one container before a dependent may start.
 * @returns ids of the nodes that the dependent's start depends on
 */
export function planCondition(
  plan: PlanBuilder,
  dependent: string,
  container: Awaitable,
  { condition, required }: Dependency,
  situation: Pick<Situation, 'health'>,
): readonly string[] {
  const { name, keeps } = container;
  const started = keeps ? [] : [nodeId('start-container', name)];
  if (condition === 'service_started') return started;
  const awaited: AwaitCondition = condition === 'service_healthy' ? 'healthy' : 'completed';
  if (keeps && isReached(container, awaited, situation)) return [];
  return [
    plan.add(
      { kind: 'await-container', name, condition: awaited, required },
      [`${dependent} needs it`],
      started,
    ),
  ];
}

/** Adds the waiting of `up --wait`: every container must run, be healthy if it has a check, or have ended with 0. */
export function planWait(plan: PlanBuilder, placements: Placements, situation: Situation): void {
  for (const placement of [...placements.values()].flat()) {
    const { name } = placement.desired.spec;
    const keeps = placement.decision.action === 'keep';
    if (plan.has(awaitId(name, 'healthy', true)) || (keeps && isReached(placement, 'ready', situation)))
      continue;
    plan.add(
      { kind: 'await-container', name, condition: 'ready', required: true },
      ['waiting was asked for'],
      keeps ? [] : [nodeId('start-container', name)],
    );
  }
}

/** True when what is known of a container that is left alone says that nothing needs to be awaited. */
function isReached(
  { observed }: Pick<Awaitable, 'observed'>,
  condition: AwaitCondition,
  { health }: Pick<Situation, 'health'>,
): boolean {
  if (observed === undefined) return false;
  if (condition === 'completed' || (condition === 'ready' && observed.state.status !== 'running')) {
    return hasCompleted(observed);
  }
  const status = health.get(observed.id) ?? 'starting';
  return status === 'healthy' || (condition === 'ready' && status === 'none');
}
