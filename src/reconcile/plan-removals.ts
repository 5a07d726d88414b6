import type { DesiredStack } from '../lowering/desired.js';
import { isOneOff, serviceOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';
import type { PlanBuilder } from './plan-builder.js';

/**
 * Adds the removal of containers that the stack no longer has: replicas beyond those wanted and, when asked for,
 * orphans; else these are warned of.
 * @param observed containers of the stack
 * @param surplus those of them that their service has too many
 * @returns container id → id of the node that removes it
 */
export function planRemovals(
  plan: PlanBuilder,
  desired: DesiredStack,
  observed: readonly ObservedContainer[],
  surplus: readonly ObservedContainer[],
  options: { readonly removeOrphans: boolean; readonly timeoutMs?: number },
): ReadonlyMap<string, string> {
  const removed = new Map<string, string>();
  const orphans: string[] = [];
  for (const container of observed.filter(({ spec }) => !isOneOff(spec.labels))) {
    const name = serviceOf(container.spec.labels);
    const retire = (cause: string) =>
      removed.set(
        container.id,
        addRemoval(plan, container, [cause], { replaced: false, ...options, after: [] }),
      );
    if (!desired.knownServices.has(name)) {
      if (options.removeOrphans) retire(`orphan: the stack has no service ${name}`);
      else orphans.push(container.spec.name);
    } else if (surplus.includes(container)) {
      retire('more replicas than asked for');
    }
  }
  if (orphans.length > 0) {
    plan.warn(
      `found orphan containers (${orphans.join(', ')}) of services that the stack file does not have; ` +
        '--remove-orphans removes them',
    );
  }
  return removed;
}

/**
 * Adds stop (when it runs) and removal of a container. Anonymous volumes stay.
 * @returns id of the node that removes it
 */
export function addRemoval(
  plan: PlanBuilder,
  container: ObservedContainer,
  causes: readonly string[],
  options: { readonly replaced: boolean; readonly timeoutMs?: number; readonly after: readonly string[] },
): string {
  const { id, spec } = container;
  const { replaced, after } = options;
  const before =
    container.state.status === 'running'
      ? [
          plan.add(
            {
              kind: 'stop-container',
              name: spec.name,
              id,
              graceMs: options.timeoutMs ?? spec.stopGraceMs,
              replaced,
            },
            causes,
            after,
          ),
        ]
      : after;
  return plan.add(
    { kind: 'remove-container', name: spec.name, id, volumes: false, replaced },
    causes,
    before,
  );
}
