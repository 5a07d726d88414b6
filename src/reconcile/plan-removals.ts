import type { DesiredStack } from '../lowering/desired.js';
import { isOneOff, serviceOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Successor } from '../spec/engine.js';
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
  options: {
    readonly removeOrphans: boolean;
    readonly ignoreOrphans?: boolean;
    readonly timeoutMs?: number;
  },
): ReadonlyMap<string, string> {
  const removed = new Map<string, string>();
  const orphans: string[] = [];
  for (const container of observed) {
    const retire = (cause: string) =>
      removed.set(container.id, addRemoval(plan, container, [cause], { ...REMOVED, ...graceOf(options) }));
    const orphaned = orphanCause(container, desired.knownServices);
    if (orphaned !== undefined) {
      if (options.removeOrphans) retire(orphaned);
      else orphans.push(container.spec.name);
    } else if (surplus.includes(container)) {
      retire('more replicas than asked for');
    }
  }
  if (orphans.length > 0 && options.ignoreOrphans !== true) plan.warn(orphanWarning(orphans));
  return removed;
}

const REMOVED = { replaced: false, volumes: false, after: [] } as const;

/**
 * Why a container of the stack is none that its file asks for; undefined: it is one. What `run` left is one once it has ended.
 * @param services of the file, those of inactive profiles too
 */
export function orphanCause(
  { spec: { labels }, state }: ObservedContainer,
  services: ReadonlySet<string>,
): string | undefined {
  if (isOneOff(labels)) return state.status === 'exited' ? 'orphan: its run has ended' : undefined;
  const service = serviceOf(labels);
  return services.has(service) ? undefined : `orphan: the stack has no service ${service}`;
}

/** In Docker Compose's words, brackets included: people search for them. */
function orphanWarning(names: readonly string[]): string {
  return (
    `Found orphan containers ([${names.join(' ')}]) for this project. If you removed or renamed this service in your ` +
    'compose file, you can run this command with the --remove-orphans flag to clean it up.'
  );
}

/**
 * Adds stop (when it runs) and removal of a container.
 * @param options `volumes`: its anonymous volumes too
 * @returns id of the node that removes it
 */
export function addRemoval(
  plan: PlanBuilder,
  container: ObservedContainer,
  causes: readonly string[],
  options: {
    readonly replaced: boolean;
    readonly volumes: boolean;
    readonly timeoutMs?: number;
    readonly after: readonly string[];
    readonly successor?: Successor;
  },
): string {
  const { id, spec } = container;
  const { replaced, volumes, after, successor } = options;
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
  const removal = { kind: 'remove-container', name: spec.name, id, volumes, replaced } as const;
  return plan.add(successor === undefined ? removal : { ...removal, successor }, causes, before);
}

export function graceOf({ timeoutMs }: { readonly timeoutMs?: number }): { readonly timeoutMs?: number } {
  return timeoutMs === undefined ? {} : { timeoutMs };
}
