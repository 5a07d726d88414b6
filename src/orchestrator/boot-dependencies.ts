import { dependencyConditions, serviceOf, stackOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';
import type { HealthStatus } from '../spec/health.js';
import type { Changes } from './changes.js';

/** What is known of containers while they start. */
interface Progress {
  readonly changes: Changes;
  healthOf(container: ObservedContainer): HealthStatus;
  willRestart(container: ObservedContainer): boolean;
}

/**
 * Resolves when what a container depends on is as far as its stack wants it, or won't get there: nobody is there at a boot to hear of
 * a failure, and a policy says that the container shall run. What it depends on stands in the labels that `up` left.
 * @throws TscomposeError CANCELLED when the signal aborts
 */
export async function bootDependenciesReady(
  lifecycle: Progress,
  container: ObservedContainer,
  all: readonly ObservedContainer[],
  inspect: (id: string) => Promise<ObservedContainer | undefined>,
  signal: AbortSignal,
): Promise<void> {
  const { labels } = container.spec;
  const stack = stackOf(labels);
  const conditions = dependencyConditions(labels);
  const waits = all.flatMap(({ id, spec }) => {
    const condition = stackOf(spec.labels) === stack ? conditions.get(serviceOf(spec.labels)) : undefined;
    if (stack === undefined || condition === undefined || id === container.id) return [];
    const look = async () => isSettled(await inspect(id), condition, lifecycle) || undefined;
    return [lifecycle.changes.until(id, look, signal)];
  });
  await Promise.all(waits);
}

function isSettled(
  container: ObservedContainer | undefined,
  condition: string,
  lifecycle: Pick<Progress, 'healthOf' | 'willRestart'>,
): boolean {
  if (container === undefined) return true;
  if (container.state.status !== 'running') return !lifecycle.willRestart(container);
  if (condition === 'service_healthy') return lifecycle.healthOf(container) !== 'starting';
  return condition !== 'service_completed_successfully';
}
