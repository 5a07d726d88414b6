import type { DesiredStack } from '../lowering/desired.js';
import { lowerStack } from '../lowering/lower-stack.js';
import type { Situation } from '../reconcile/observed-stack.js';
import type { Plan } from '../reconcile/plan.js';
import { planUp, type UpOptions } from '../reconcile/plan-up.js';
import type { Engine } from '../spec/engine.js';
import type { UpRequest } from '../spec/operations.js';
import { checkIdentity } from './check-identity.js';
import type { Clock } from './clock.js';
import type { Lifecycle } from './lifecycle.js';
import { photograph } from './photograph.js';

export interface UpPlan {
  readonly plan: Plan;
  /** What it was made from. */
  readonly situation: Situation;
}

/**
 * Observes and plans, and changes nothing: what `plan` prints, `--dry-run` tells and `up` applies.
 * @throws TscomposeError what stands in the way of an `up`
 */
export async function makeUpPlan(
  parts: { readonly engine: Engine; readonly lifecycle: Lifecycle; readonly clock: Clock },
  request: UpRequest,
  signal: AbortSignal,
): Promise<UpPlan> {
  return planDesired(
    parts,
    lowerStack(request.stack, request.origin, request.services, request),
    request,
    signal,
  );
}

/** The same for a stack that is lowered already. */
export async function planDesired(
  parts: { readonly engine: Engine; readonly lifecycle: Lifecycle; readonly clock: Clock },
  desired: DesiredStack,
  request: Omit<UpRequest, 'stack' | 'services'>,
  signal: AbortSignal,
): Promise<UpPlan> {
  const situation = await photograph(parts, desired, request, signal);
  const { observation } = situation;
  const adopted = await checkIdentity(
    desired.name,
    observation,
    request,
    'replaced by those of this directory',
  );
  const plan = planUp(desired, situation, upOptions(request));
  // Before anything is stopped for what cannot take its place.
  for (const { step } of plan.nodes) {
    if (step.kind === 'create-container') parts.engine.checkLimits(step.spec);
  }
  if (adopted === undefined) return { plan, situation };
  return { plan: { ...plan, warnings: [adopted, ...plan.warnings] }, situation };
}

function upOptions(request: Omit<UpRequest, 'stack' | 'services'>): UpOptions {
  return {
    recreate: 'changed',
    recreateDependencies: 'changed',
    renewAnonymousVolumes: false,
    noStart: false,
    ignoreOrphans: false,
    ...request,
  };
}
