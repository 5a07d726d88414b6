import { walk } from '../graph/walk.js';
import type { Plan } from '../reconcile/plan.js';
import { cancelled } from './cancelled.js';
import type { PlanContext } from './plan-context.js';
import { PreStart } from './pre-start.js';
import { runStep } from './run-step.js';

/** Steps at the same time. Beyond it the kernel's own locks are what is waited for. */
const PARALLEL_STEPS = 32;

/**
 * Does what the plan says and nothing else. Resolves or rejects when everything that was started has ended.
 * @param onFailure `stop`: begin nothing more; `continue`: do all that doesn't depend on what failed
 * @throws the first error of a step; TscomposeError CANCELLED when the signal aborts
 */
export async function applyPlan(
  plan: Plan,
  context: PlanContext,
  options: { readonly onFailure: 'stop' | 'continue'; readonly signal: AbortSignal },
): Promise<void> {
  for (const warning of plan.warnings) context.reporter.warn(warning);
  const leaving = plan.nodes.flatMap(({ step }) => (step.kind === 'remove-container' ? [step.id] : []));
  const preStart = new PreStart(context, new Set(leaving));
  const stepContext = { ...context, prepared: new Set<string>(), preStart };
  const steps = new Map(plan.nodes.map((node) => [node.id, node.step]));
  const outcomes = await walk(
    new Map(plan.nodes.map((node) => [node.id, node.dependsOn])),
    async (id, signal) => {
      const step = steps.get(id);
      if (step !== undefined) await runStep(stepContext, step, signal);
    },
    { ...options, limit: PARALLEL_STEPS },
  );
  for (const outcome of outcomes.values()) if (outcome.state === 'failed') throw outcome.error;
  const all = [...outcomes.values()].every((outcome) => outcome.state === 'done');
  if (!all) throw cancelled(options.signal, plan.stack);
}
