import type { Observation } from '../spec/engine.js';
import { containersOf } from './observed-stack.js';
import type { Plan } from './plan.js';
import { PlanBuilder } from './plan-builder.js';

/**
 * Removes containers of a stack that do not run. One that was started since it was chosen stays, with a warning.
 * @param options.containers ids
 */
export function planRemove(
  name: string,
  observation: Observation,
  options: { readonly containers: readonly string[]; readonly volumes: boolean },
): Plan {
  const plan = new PlanBuilder();
  for (const { id, spec, state } of containersOf(observation, name)) {
    if (!options.containers.includes(id)) continue;
    if (state.status === 'running') plan.warn(`container ${spec.name} runs again, and stays`);
    else {
      plan.add(
        { kind: 'remove-container', name: spec.name, id, volumes: options.volumes, replaced: false },
        ['its removal was asked for'],
        [],
      );
    }
  }
  return plan.build(name);
}
