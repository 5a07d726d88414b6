import { topologicalOrder } from '../graph/order.js';
import type { DesiredContainer, DesiredService, DesiredStack } from '../lowering/desired.js';
import { replicaOf } from '../lowering/labels.js';
import { replica } from '../lowering/replica.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Recreate } from '../spec/operations.js';
import { assignReplicas } from './assign-replicas.js';
import { type Decision, decide } from './decide.js';
import { containersOf, isAttached, replicasOf, type Situation } from './observed-stack.js';

/** A container that is to be, what there is of it, and what is to happen. */
export interface Placement {
  readonly desired: DesiredContainer;
  readonly observed: ObservedContainer | undefined;
  readonly decision: Decision;
  /** Services with `restart: true` that are replaced or restarted: it must be down while they are. */
  readonly pausedFor: readonly string[];
}

/** Service → its placements, dependencies first. */
export type Placements = ReadonlyMap<string, readonly Placement[]>;

export interface Decisions {
  readonly placements: Placements;
  /** Containers beyond the number that their service is to have. */
  readonly surplus: readonly ObservedContainer[];
}

/** What is replaced of named services, and of those that they depend on. */
export interface RecreateOptions {
  readonly recreate: Recreate;
  readonly recreateDependencies: Recreate;
}

export function recreateOf({ isNamed }: DesiredService, options: RecreateOptions): Recreate {
  return isNamed ? options.recreate : options.recreateDependencies;
}

export function decideServices(
  desired: DesiredStack,
  situation: Situation,
  options: RecreateOptions & { readonly noStart: boolean; readonly replacedNetworks: ReadonlySet<string> },
): Decisions {
  const observed = containersOf(situation.observation, desired.name);
  const jobs = jobsOf(desired);
  const surplus: ObservedContainer[] = [];
  const placements = new Map<string, readonly Placement[]>();
  for (const name of serviceOrder(desired)) {
    const service = desired.services.get(name);
    if (service === undefined) continue;
    const changed = Object.entries(options.noStart ? {} : service.dependsOn)
      .filter(([dependency, { restart }]) => restart === true && isInterrupted(placements.get(dependency)))
      .map(([dependency]) => dependency)
      .sort();
    const sharing = sharingCauses(service, placements);
    const decideOne = (number: number, existing?: ObservedContainer) => {
      const container = replica(service, number);
      const decision = decide(container, existing, situation, {
        recreate: recreateOf(service, options),
        noStart: options.noStart,
        isJob: jobs.has(name),
        outerCauses: [...networkCauses(existing, options.replacedNetworks), ...sharing],
      });
      return place(underItsName(container, existing, decision), existing, decision, changed);
    };
    const assigned = assignExisting(service, observed, decideOne);
    surplus.push(...assigned.surplus);
    placements.set(name, [...assigned.kept, ...assigned.missing.map((number) => decideOne(number))]);
  }
  return { placements, surplus };
}

function assignExisting(
  { name, scale }: DesiredService,
  observed: readonly ObservedContainer[],
  decideOne: (number: number, existing: ObservedContainer) => Placement,
) {
  const own = replicasOf(observed, name);
  const decided = new Map(
    own.map((container) => [container.id, decideOne(replicaOf(container.spec.labels), container)]),
  );
  const isOutdated = ({ id }: ObservedContainer) => decided.get(id)?.decision.action === 'recreate';
  const { kept, surplus, missing } = assignReplicas(own, scale, isOutdated);
  return { kept: kept.flatMap(({ id }) => decided.get(id) ?? []), surplus, missing };
}

/** One that was given another name keeps it until it is made anew. */
function underItsName(
  desired: DesiredContainer,
  observed: ObservedContainer | undefined,
  { action }: Decision,
): DesiredContainer {
  if (observed === undefined || action === 'create' || action === 'recreate') return desired;
  return { ...desired, spec: { ...desired.spec, name: observed.spec.name } };
}

function place(
  desired: DesiredContainer,
  observed: ObservedContainer | undefined,
  decision: Decision,
  changed: readonly string[],
): Placement {
  const runs = observed?.state.status === 'running';
  if (!runs || changed.length === 0) return { desired, observed, decision, pausedFor: [] };
  if (decision.action !== 'keep') return { desired, observed, decision, pausedFor: changed };
  const causes = changed.map((service) => `${service} is restarted`);
  return { desired, observed, decision: { ...decision, action: 'restart', causes }, pausedFor: changed };
}

/** A running container of the service goes down in the course of the plan. */
function isInterrupted(placements: readonly Placement[] | undefined): boolean {
  return (placements ?? []).some(
    ({ decision, observed }) =>
      observed !== undefined && (decision.action === 'recreate' || decision.action === 'restart'),
  );
}

function networkCauses(
  observed: ObservedContainer | undefined,
  replaced: ReadonlySet<string>,
): readonly string[] {
  if (observed === undefined) return [];
  return [...replaced]
    .filter((network) => isAttached(observed, network))
    .map((network) => `network ${network} is made anew`);
}

/** What shares a namespace of a container that is made anew or started again would be left with one that is no more. */
function sharingCauses({ shares }: DesiredService, placements: Placements): readonly string[] {
  return Object.entries(shares)
    .filter(([, other]) => (placements.get(other) ?? []).some(({ decision }) => decision.action !== 'keep'))
    .map(([key, other]) => `${key}: service ${other} is started anew`)
    .sort();
}

/** Services that another one waits for to end well. */
function jobsOf(desired: DesiredStack): ReadonlySet<string> {
  return new Set(
    [...desired.services.values()].flatMap(({ dependsOn }) =>
      Object.entries(dependsOn)
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    ),
  );
}

function serviceOrder(desired: DesiredStack): readonly string[] {
  return topologicalOrder(
    new Map([...desired.services].map(([name, { dependsOn }]) => [name, Object.keys(dependsOn)])),
  );
}
