import type { Plan } from '../reconcile/plan.js';
import type { Observation } from '../spec/engine.js';
import type { Reporter } from './reporter.js';

const STATE_WORDS = { created: 'Created', running: 'Running', exited: 'Exited' } as const;

/** Tells of containers that are as they should be. */
export function reportUnchanged(plan: Plan, { containers }: Observation, reporter: Reporter): void {
  for (const { spec, state } of containers) {
    if (plan.unchanged.includes(spec.name))
      reporter.step('Container', spec.name, 'done', STATE_WORDS[state.status]);
  }
}
