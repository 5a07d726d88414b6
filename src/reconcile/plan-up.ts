import { TscomposeError } from '../base/errors.js';
import type { DesiredStack } from '../lowering/desired.js';
import { stackOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Successor } from '../spec/engine.js';
import { decideServices, type Placement, type Placements, type RecreateOptions } from './decide-services.js';
import { sharesHostPorts } from './host-ports.js';
import { containersOf, type Situation } from './observed-stack.js';
import type { Plan } from './plan.js';
import { nodeId, PlanBuilder } from './plan-builder.js';
import { type PullOverride, planPull, refreshable } from './plan-refresh.js';
import { addRemoval, graceOf, planRemovals } from './plan-removals.js';
import { findReplacedNetworks, planNetworks, planVolumes } from './plan-resources.js';
import { planReadiness, planWait } from './readiness.js';
import { warnOfPorts } from './warn-of-ports.js';

export interface UpOptions extends RecreateOptions {
  /** Containers that are replaced leave their anonymous volumes behind, which go with them. */
  readonly renewAnonymousVolumes: boolean;
  /** Nothing is started. */
  readonly noStart: boolean;
  readonly removeOrphans: boolean;
  readonly ignoreOrphans: boolean;
  readonly wait: boolean;
  /** Milliseconds; overrides the grace period of containers that are stopped. */
  readonly timeoutMs?: number;
  readonly pull?: PullOverride;
}

/**
 * What must be done for the stack to be as desired. Steps that don't need each other have no edge between them; a
 * situation that is as desired gives a plan without nodes.
 * @throws TscomposeError NETWORK, VOLUME or NAME_CONFLICT for what stands in the way
 */
export function planUp(desired: DesiredStack, situation: Situation, options: UpOptions): Plan {
  const plan = new PlanBuilder();
  warnOfPorts(plan, desired);
  const replacedNetworks = findReplacedNetworks(desired, situation, options);
  const { placements, surplus } = decideServices(desired, situation, { ...options, replacedNetworks });
  const observed = containersOf(situation.observation, desired.name);
  const retired = planRemovals(plan, desired, observed, surplus, options);
  const replaced = planReplacements(plan, { desired, situation, placements, options, replacedNetworks });
  const removed = new Map([...retired, ...replaced]);
  for (const template of refreshable(desired, options.pull)) {
    if (situation.pulls.has(template.spec.image)) planPull(plan, template, situation, options.pull);
  }
  planNetworks(plan, desired, situation, { replaced: replacedNetworks, removed });
  planVolumes(plan, desired, situation);
  planContainers(plan, { desired, situation, placements, removed, options });
  if (options.wait && !options.noStart) planWait(plan, placements, situation);
  return plan.build(desired.name);
}

/**
 * Takes down what is replaced or restarted. The old container serves on until the image of the new one is there and
 * what it depends on is ready, unless it is itself in the way: on a network that is made anew, under a name that
 * another container takes, or in front of a dependency that wants it down meanwhile (`restart: true`).
 */
function planReplacements(
  plan: PlanBuilder,
  context: {
    readonly desired: DesiredStack;
    readonly situation: Situation;
    readonly placements: Placements;
    readonly options: UpOptions;
    readonly replacedNetworks: ReadonlySet<string>;
  },
): ReadonlyMap<string, string> {
  const { desired, placements, situation, options } = context;
  const removed = new Map<string, string>();
  const early = context.replacedNetworks.size > 0 || takesNames(placements);
  const pausedBy = pauses(placements);
  for (const [name, list] of placements) {
    const service = desired.services.get(name);
    for (const placement of list) {
      const { observed, decision } = placement;
      const { action, causes } = decision;
      if (service === undefined || observed === undefined) continue;
      if (action !== 'recreate' && action !== 'restart') continue;
      const waits =
        early || options.noStart || placement.pausedFor.length > 0
          ? []
          : planReadiness(plan, service, placements, situation);
      const after = [
        ...planPull(plan, placement.desired, situation, options.pull),
        ...waits,
        ...(pausedBy.get(name) ?? []),
      ];
      if (action === 'recreate') {
        const volumes = options.renewAnonymousVolumes;
        // One that takes another container's name has to wait until that is free.
        const holder = findHolder(situation, placement.desired.spec.name);
        const isFree = holder === undefined || holder.id === observed.id;
        const heir = isFree ? { successor: successorOf(placement, options) } : {};
        const retire = { replaced: true, volumes, after, ...heir, ...graceOf(options) };
        removed.set(observed.id, addRemoval(plan, observed, causes, retire));
      } else {
        const graceMs = options.timeoutMs ?? observed.spec.stopGraceMs;
        const { id, spec } = observed;
        plan.add({ kind: 'stop-container', name: spec.name, id, graceMs, replaced: false }, causes, after);
      }
    }
  }
  return removed;
}

/** Service → stop nodes of the containers that must be down before its own are. */
function pauses(placements: Placements): ReadonlyMap<string, readonly string[]> {
  const stops = new Map<string, string[]>();
  for (const { observed, pausedFor } of [...placements.values()].flat()) {
    if (observed === undefined) continue;
    for (const service of pausedFor) {
      stops.set(service, [...(stops.get(service) ?? []), nodeId('stop-container', observed.spec.name)]);
    }
  }
  return stops;
}

function takesNames(placements: Placements): boolean {
  const all = [...placements.values()].flat();
  return all.some(({ desired, observed }) =>
    all.some(
      (other) => other.observed?.spec.name === desired.spec.name && other.observed.id !== observed?.id,
    ),
  );
}

/** Adds creations and starts. */
function planContainers(
  plan: PlanBuilder,
  context: {
    readonly desired: DesiredStack;
    readonly situation: Situation;
    readonly placements: Placements;
    readonly removed: ReadonlyMap<string, string>;
    readonly options: UpOptions;
  },
): void {
  for (const [name, list] of context.placements) {
    const service = context.desired.services.get(name);
    for (const [index, placement] of list.entries()) {
      const { spec } = placement.desired;
      const { action, causes } = placement.decision;
      if (service === undefined) continue;
      const updated = planUpdate(plan, placement);
      if (action === 'keep') {
        if (updated.length === 0) plan.keep(spec.name);
        // As in Docker Compose: an `up` has not succeeded while what its containers need isn't as they need it.
        if (!context.options.noStart) planReadiness(plan, service, context.placements, context.situation);
        continue;
      }
      const resources = [
        ...spec.networks.map(({ network }) => nodeId('create-network', network)),
        ...spec.mounts.flatMap((mount) =>
          mount.type === 'volume' && mount.volume !== undefined
            ? [nodeId('create-volume', mount.volume)]
            : [],
        ),
      ];
      const created =
        action === 'create' || action === 'recreate' ? addCreation(plan, placement, resources, context) : [];
      if (context.options.noStart) continue;
      const ready = planReadiness(plan, service, context.placements, context.situation);
      const before = [...resources, ...ready, ...updated, ...created];
      if (action === 'restart') before.push(nodeId('stop-container', spec.name));
      // Host ports are handed out in the order of the replicas.
      if (sharesHostPorts(spec)) before.push(...startOf(list[index - 1]));
      plan.add({ kind: 'start-container', name: spec.name }, causes, before);
    }
  }
}

function planUpdate(plan: PlanBuilder, { desired, observed, decision }: Placement): readonly string[] {
  if (observed === undefined || decision.updates.length === 0) return [];
  const { labels, restart, stopGraceMs } = desired.spec;
  const { name } = observed.spec;
  const changes = { labels, restart, stopGraceMs };
  return [plan.add({ kind: 'update-container', name, id: observed.id, changes }, decision.updates, [])];
}

function addCreation(
  plan: PlanBuilder,
  placement: Placement,
  resources: readonly string[],
  context: {
    readonly situation: Situation;
    readonly removed: ReadonlyMap<string, string>;
    readonly options: UpOptions;
  },
): readonly string[] {
  const { desired, observed, decision } = placement;
  const { spec } = desired;
  const holder = findHolder(context.situation, spec.name);
  const holderRemoval = holder === undefined ? undefined : context.removed.get(holder.id);
  if (holder !== undefined && holderRemoval === undefined) {
    const owner = stackOf(holder.spec.labels);
    throw new TscomposeError(
      'NAME_CONFLICT',
      `the container name ${spec.name} is in use${owner === undefined ? '' : ` by stack ${owner}`}`,
      { path: ['services', desired.service, 'container_name'], subject: spec.name },
    );
  }
  const ownRemoval = observed === undefined ? undefined : context.removed.get(observed.id);
  const after = [holderRemoval, ownRemoval].filter((id) => id !== undefined);
  const step = {
    kind: 'create-container',
    name: spec.name,
    spec,
    ...(observed === undefined ? {} : { takeOver: successorOf(placement, context.options).anonymousVolumes }),
  } as const;
  const pulled = planPull(plan, desired, context.situation, context.options.pull);
  return [plan.add(step, decision.causes, [...pulled, ...resources, ...after])];
}

function findHolder({ observation }: Situation, name: string): ObservedContainer | undefined {
  return observation.containers.find(({ spec }) => spec.name === name);
}

/** What a container is replaced by, with the data that lies in no volume of a name. */
function successorOf(
  { desired, observed }: Placement,
  { renewAnonymousVolumes }: Pick<UpOptions, 'renewAnonymousVolumes'>,
): Successor {
  return {
    spec: desired.spec,
    anonymousVolumes: renewAnonymousVolumes ? {} : (observed?.anonymousVolumes ?? {}),
  };
}

function startOf(placement: Placement | undefined): readonly string[] {
  return placement === undefined ? [] : [nodeId('start-container', placement.desired.spec.name)];
}
