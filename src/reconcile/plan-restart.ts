import { withoutCycles } from '../graph/cycle.js';
import { closure, dependentsOf } from '../graph/graph.js';
import type { Observation } from '../spec/engine.js';
import { sharesHostPorts } from './host-ports.js';
import type { AwaitCondition, Plan } from './plan.js';
import { nodeId, PlanBuilder } from './plan-builder.js';
import { type ScopedService, type ScopeRequest, scopeOf } from './scope.js';

export interface RestartOptions extends ScopeRequest {
  /** Milliseconds; overrides the grace periods. */
  readonly timeoutMs?: number;
  /** Leave services alone that depend on the named ones with `restart: true`. */
  readonly withoutDependents: boolean;
}

/**
 * Stops and starts each container of the named services, all when none is named, whether it runs or not; then those that
 * depend on them with `restart: true`, each after what it depends on.
 */
export function planRestart(name: string, observation: Observation, options: RestartOptions): Plan {
  const plan = new PlanBuilder();
  const scope = scopeOf(name, observation, options);
  const graph = withoutCycles(
    new Map([...scope.values()].map((service) => [service.name, restartsWith(service)])),
  );
  const named = options.services.length === 0 ? [...scope.keys()] : options.services;
  const wanted = options.withoutDependents ? new Set(named) : closure(dependentsOf(graph), named);
  for (const service of scope.values()) {
    if (!wanted.has(service.name)) continue;
    const before = (graph.get(service.name) ?? [])
      .filter((dependency) => wanted.has(dependency))
      .flatMap((dependency) => readiness(plan, service, scope.get(dependency)));
    for (const [index, { id, spec }] of service.containers.entries()) {
      const previous = service.containers[index - 1];
      const after =
        previous !== undefined && sharesHostPorts(spec)
          ? [nodeId('restart-container', previous.spec.name)]
          : [];
      const graceMs = options.timeoutMs ?? spec.stopGraceMs;
      plan.add(
        { kind: 'restart-container', name: spec.name, id, graceMs },
        [causeOf(service, named)],
        [...before, ...after],
      );
    }
  }
  return plan.build(name);
}

function restartsWith({ dependsOn }: ScopedService): readonly string[] {
  return Object.entries(dependsOn)
    .filter(([, { restart }]) => restart === true)
    .map(([dependency]) => dependency);
}

function causeOf(service: ScopedService, named: readonly string[]): string {
  if (named.includes(service.name)) return 'restarting was asked for';
  return `${restartsWith(service).join(', ')} is restarted`;
}

/** Adds what must be awaited of a dependency that is restarted before. @returns ids of nodes */
function readiness(
  plan: PlanBuilder,
  dependent: ScopedService,
  dependency: ScopedService | undefined,
): readonly string[] {
  return (dependency?.containers ?? []).map(({ spec }) => {
    const restarted = nodeId('restart-container', spec.name);
    const wish = dependent.dependsOn[dependency?.name ?? ''];
    if (wish === undefined || wish.condition === 'service_started') return restarted;
    const condition: AwaitCondition = wish.condition === 'service_healthy' ? 'healthy' : 'completed';
    return plan.add(
      { kind: 'await-container', name: spec.name, condition, required: wish.required },
      [`${dependent.name} needs it`],
      [restarted],
    );
  });
}
