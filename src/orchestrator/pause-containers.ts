import { isOneOff } from '../lowering/labels.js';
import { containersOf } from '../reconcile/observed-stack.js';
import { isInScope } from '../reconcile/scope.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { PauseRequest } from '../spec/operations.js';
import { requireIdentity } from './check-identity.js';
import { type Emit, Reporter } from './reporter.js';

/**
 * Lets all running containers stand still, or go on, at the same time.
 * @returns whether there was any
 * @throws the first failure, after all were tried
 */
export async function pauseContainers(
  engine: Engine,
  name: string,
  request: PauseRequest,
  emit: Emit,
): Promise<boolean> {
  const { paused, dryRun } = request;
  const reporter = new Reporter(emit);
  const observation = await engine.observe();
  await requireIdentity(name, observation, request, paused ? 'paused' : 'unpaused', reporter);
  const reached = containersOf(observation, name).filter(
    (container) =>
      container.state.status === 'running' &&
      !isOneOff(container.spec.labels) &&
      isInScope(container, request),
  );
  const results = await Promise.allSettled(
    reached.map(async ({ id, spec }: ObservedContainer) => {
      if (!dryRun) await engine.pauseContainer(id, paused);
      reporter.step('Container', spec.name, 'done', paused ? 'Paused' : 'Unpaused');
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return reached.length > 0;
}
