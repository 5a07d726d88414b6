import { lostRecordWarnings } from '../reconcile/lost-record-warnings.js';
import type { Plan } from '../reconcile/plan.js';
import { applyPlan } from './apply-plan.js';
import type { PlanContext } from './plan-context.js';
import { rehearsePlan } from './rehearse-plan.js';

/** Applies a plan, or with `dryRun` only tells it. @throws the first error of a step, or CANCELLED */
export async function carryOut(
  plan: Plan,
  context: PlanContext,
  options: {
    readonly dryRun?: boolean;
    readonly onFailure: 'stop' | 'continue';
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (const warning of lostRecordWarnings(plan.stack, context.engine.lostRecords())) {
    context.reporter.warn(warning);
  }
  if (options.dryRun) rehearsePlan(plan, context.reporter);
  else await applyPlan(plan, context, options);
}
