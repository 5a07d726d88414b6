import { TscomposeError } from '../base/errors.js';
import type { DesiredStack } from '../lowering/desired.js';
import { placeOfLimit } from '../lowering/lower-limits.js';
import { lowerStack } from '../lowering/lower-stack.js';
import type { Stack } from '../model/stack.js';
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
  const desired = lowerStack(request.stack, request.origin, request.services, request);
  return planDesired(parts, desired, request, signal).catch((error: unknown) => {
    throw atItsPlace(error, request.stack);
  });
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

/** The engine knows nothing of `deploy`, below which a limit may stand. */
function atItsPlace(error: unknown, { services }: Stack): unknown {
  if (!(error instanceof TscomposeError)) return error;
  const [section, name = '', key, ...more] = error.details.path ?? [];
  const service = services[name];
  if (section !== 'services' || service === undefined || typeof key !== 'string' || more.length > 0)
    return error;
  const path = ['services', name, ...placeOfLimit(service, key)];
  return new TscomposeError(error.code, error.message, { ...error.details, path });
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
