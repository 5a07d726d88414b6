import { TscomposeError } from '../base/errors.js';
import { withoutCycles } from '../graph/cycle.js';
import { closure } from '../graph/graph.js';
import type { ObservedContainer } from '../spec/container.js';
import { isUp } from './decide.js';
import { sharesHostPorts } from './host-ports.js';
import type { Situation } from './observed-stack.js';
import type { Plan } from './plan.js';
import { nodeId, PlanBuilder } from './plan-builder.js';
import { planCondition } from './readiness.js';
import { type ScopedService, type ScopeRequest, scopeOf } from './scope.js';

/**
 * Starts the containers of the named services, and of what these depend on, that do not run; in order of dependency, with
 * the conditions of `depends_on`, which are awaited for those that run, too.
 * @throws TscomposeError CONTAINER_NOT_FOUND for a service that is to have containers and has none
 */
export function planStart(
  name: string,
  situation: Pick<Situation, 'observation' | 'health'>,
  request: ScopeRequest,
): Plan {
  const plan = new PlanBuilder();
  const scope = scopeOf(name, situation.observation, request);
  const graph = withoutCycles(
    new Map([...scope].map(([service, { dependsOn }]) => [service, Object.keys(dependsOn)])),
  );
  const wanted = request.services.length === 0 ? new Set(graph.keys()) : closure(graph, request.services);
  for (const service of scope.values()) {
    if (!wanted.has(service.name)) continue;
    requireContainers(service, request);
    // Also for those that run, as in Docker Compose: `start` has not succeeded before what they need is as they need it.
    const before = Object.entries(service.dependsOn)
      .filter(([dependency]) => graph.get(service.name)?.includes(dependency))
      .flatMap(([dependency, wish]) =>
        (scope.get(dependency)?.containers ?? []).flatMap((container) =>
          planCondition(plan, service.name, asIs(container), wish, situation),
        ),
      );
    for (const [index, container] of service.containers.entries()) {
      const { spec } = container;
      if (isUp(container)) continue;
      const previous = service.containers[index - 1];
      const after =
        previous !== undefined && sharesHostPorts(spec)
          ? [nodeId('start-container', previous.spec.name)]
          : [];
      plan.add(
        { kind: 'start-container', name: spec.name },
        ['starting was asked for'],
        [...before, ...after],
      );
    }
  }
  return plan.build(name);
}

function asIs(container: ObservedContainer) {
  return {
    name: container.spec.name,
    observed: container,
    keeps: isUp(container),
  };
}

function requireContainers({ name, containers }: ScopedService, { stack }: ScopeRequest): void {
  const service = stack?.services[name];
  const scale = service?.scale ?? service?.deploy?.replicas ?? 1;
  if (containers.length > 0 || scale === 0) return;
  throw new TscomposeError('CONTAINER_NOT_FOUND', `service "${name}" has no container to start`, {
    subject: name,
    hint: 'Make it with "tscompose up" or "tscompose create".',
  });
}
