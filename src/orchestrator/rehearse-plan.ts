import type { AwaitCondition, Plan } from '../reconcile/plan.js';
import type { Reporter } from './reporter.js';
import { subjectOf, wordsOf } from './step-words.js';

/** What is told of a wait that ends well. */
const REACHED: Readonly<Record<AwaitCondition, string>> = {
  healthy: 'Healthy',
  completed: 'Exited',
  ready: 'Healthy',
};

/** Tells all that applying the plan would tell if nothing went wrong, and does nothing. */
export function rehearsePlan(plan: Plan, reporter: Reporter): void {
  for (const warning of plan.warnings) reporter.warn(warning);
  for (const { step } of plan.nodes) {
    const [kind, name] = subjectOf(step);
    const [working, done] = wordsOf(step);
    reporter.step(kind, name, 'working', working);
    const last = step.kind === 'await-container' ? REACHED[step.condition] : done;
    if (last !== undefined) reporter.step(kind, name, 'done', last);
  }
}
