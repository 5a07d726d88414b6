import { withoutCycles } from '../graph/cycle.js';
import { dependentsOf, type Graph } from '../graph/graph.js';
import { dependenciesOf, isOneOff, serviceOf, stackOf } from '../lowering/labels.js';
import { isHookContainer } from '../lowering/pre-start-container.js';
import type { Stack } from '../model/stack.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Observation } from '../spec/engine.js';
import { containersOf, isAttached, uses } from './observed-stack.js';
import type { Plan } from './plan.js';
import { nodeId, PlanBuilder } from './plan-builder.js';
import { isInScope, type ScopeRequest } from './scope.js';

export interface DownOptions {
  /** Milliseconds; overrides the grace periods. */
  readonly timeoutMs?: number;
  /** Named volumes of the stack and anonymous ones too. */
  readonly volumes: boolean;
  readonly removeOrphans: boolean;
}

/**
 * What must be done for nothing of the stack to remain: containers in reverse order of dependency, then networks and
 * volumes that carry its label. External ones carry none, hence stay. Works without the file, from labels alone.
 * As with Docker Compose, what `run` made stays like orphans unless these are to go.
 * @param stack the file, when there is one: containers of services that it doesn't have are orphans
 */
export function planDown(
  name: string,
  stack: Stack | undefined,
  observation: Observation,
  options: DownOptions,
): Plan {
  const plan = new PlanBuilder();
  const isOrphan = (container: ObservedContainer) =>
    (isOneOff(container.spec.labels) && !isHookContainer(container.spec.labels)) ||
    (stack !== undefined && !Object.hasOwn(stack.services, serviceOf(container.spec.labels)));
  const all = containersOf(observation, name);
  const leaving = options.removeOrphans ? all : all.filter((container) => !isOrphan(container));
  const running = leaving.filter(({ state }) => state.status === 'running');
  addStops(plan, running, dependencyGraph(leaving, stack), 'the stack is taken down', options.timeoutMs);
  for (const { id, spec } of leaving) {
    plan.add(
      { kind: 'remove-container', name: spec.name, id, volumes: options.volumes, replaced: false },
      ['the stack is taken down'],
      [nodeId('stop-container', spec.name)],
    );
  }
  const staying = observation.containers.filter((container) => !leaving.includes(container));
  removeNetworks(plan, name, observation, leaving, staying);
  if (options.volumes) removeVolumes(plan, name, observation, leaving, staying);
  return plan.build(name);
}

/**
 * Stops containers of the named services, all when none is named, in reverse order of dependency. One that has ended but
 * may be started again by its restart policy is stopped too.
 */
export function planStop(
  name: string,
  observation: Observation,
  options: ScopeRequest & { readonly timeoutMs?: number },
): Plan {
  const plan = new PlanBuilder();
  const all = containersOf(observation, name).filter(({ spec }) => !isOneOff(spec.labels));
  const chosen = all.filter((container) => isInScope(container, options));
  const stoppable = chosen.filter(
    ({ state, spec, stoppedByUser }) =>
      state.status === 'running' ||
      (state.status === 'exited' && spec.restart.name !== 'no' && !stoppedByUser),
  );
  addStops(plan, stoppable, dependencyGraph(all, options.stack), 'stopping was asked for', options.timeoutMs);
  return plan.build(name);
}

/** Labels may be older than the file, and of different ages among each other: together they may even form a cycle. */
function dependencyGraph(containers: readonly ObservedContainer[], stack: Stack | undefined): Graph {
  const graph = new Map<string, readonly string[]>();
  for (const { spec } of containers) {
    const service = serviceOf(spec.labels);
    const inFile = stack !== undefined && Object.hasOwn(stack.services, service);
    const known = inFile
      ? Object.keys(stack.services[service]?.depends_on ?? {})
      : dependenciesOf(spec.labels);
    graph.set(service, [...(graph.get(service) ?? []), ...known]);
  }
  return withoutCycles(graph);
}

/** A service may have nothing to stop between two that have: its dependents' dependents count then. */
function addStops(
  plan: PlanBuilder,
  containers: readonly ObservedContainer[],
  graph: Graph,
  cause: string,
  timeoutMs: number | undefined,
): void {
  const dependents = dependentsOf(graph);
  const stopsBefore = (service: string): readonly string[] =>
    (dependents.get(service) ?? []).flatMap((dependent) => {
      const own = containers.filter(({ spec }) => serviceOf(spec.labels) === dependent);
      return own.length === 0
        ? stopsBefore(dependent)
        : own.map(({ spec }) => nodeId('stop-container', spec.name));
    });
  for (const { id, spec } of containers) {
    plan.add(
      {
        kind: 'stop-container',
        name: spec.name,
        id,
        graceMs: timeoutMs ?? spec.stopGraceMs,
        replaced: false,
      },
      [cause],
      stopsBefore(serviceOf(spec.labels)),
    );
  }
}

function removeNetworks(
  plan: PlanBuilder,
  stack: string,
  observation: Observation,
  leaving: readonly ObservedContainer[],
  staying: readonly ObservedContainer[],
): void {
  for (const { spec } of observation.networks.filter((network) => stackOf(network.spec.labels) === stack)) {
    const user = staying.find((container) => isAttached(container, spec.name));
    if (user !== undefined)
      plan.warn(`network ${spec.name} stays: ${user.spec.name} is on it${hintFor(stack, user)}`);
    else {
      const removals = leaving.filter((container) => isAttached(container, spec.name));
      plan.add(
        { kind: 'remove-network', name: spec.name },
        ['the stack is taken down'],
        removalIds(removals),
      );
    }
  }
}

function removeVolumes(
  plan: PlanBuilder,
  stack: string,
  observation: Observation,
  leaving: readonly ObservedContainer[],
  staying: readonly ObservedContainer[],
): void {
  for (const { spec } of observation.volumes.filter((volume) => stackOf(volume.spec.labels) === stack)) {
    const user = staying.find((container) => uses(container, spec.name));
    if (user !== undefined)
      plan.warn(`volume ${spec.name} stays: ${user.spec.name} uses it${hintFor(stack, user)}`);
    else {
      const removals = leaving.filter((container) => uses(container, spec.name));
      plan.add(
        { kind: 'remove-volume', name: spec.name },
        ['volumes were asked to go too'],
        removalIds(removals),
      );
    }
  }
}

/** Of a container that would go with its stack if orphans did. */
function hintFor(stack: string, user: ObservedContainer): string {
  return stackOf(user.spec.labels) === stack ? '; --remove-orphans takes it along' : '';
}

function removalIds(containers: readonly ObservedContainer[]): readonly string[] {
  return containers.map(({ spec }) => nodeId('remove-container', spec.name));
}
