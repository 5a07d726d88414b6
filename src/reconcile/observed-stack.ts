import { isOneOff, LABEL, replicaOf, serviceOf, stackOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Observation } from '../spec/engine.js';
import type { HealthStatus } from '../spec/health.js';

/** All that a plan is made from besides what is desired. */
export interface Situation {
  readonly observation: Observation;
  /**
   * Image reference → id of the image that it points at in the store, or will once the pulls that are due are done; absent
   * when it is not there.
   */
  readonly images: ReadonlyMap<string, string>;
  /** Image reference → the pull that is due although the store has an image of that name. */
  readonly pulls: ReadonlyMap<string, DuePull>;
  /** Container id → health as known; absent is `starting`. */
  readonly health: ReadonlyMap<string, HealthStatus>;
}

export interface DuePull {
  readonly cause: string;
  /** False: it would bring what the store has. */
  readonly isNew: boolean;
}

/** Containers of a stack, those of `run` too, in order of name. */
export function containersOf(observation: Observation, stack: string): readonly ObservedContainer[] {
  return observation.containers.filter((container) => stackOf(container.spec.labels) === stack);
}

/** Containers of a service in order of number, those of `run` left out. */
export function replicasOf(
  containers: readonly ObservedContainer[],
  service: string,
): readonly ObservedContainer[] {
  return containers
    .filter(({ spec: { labels } }) => !isOneOff(labels) && serviceOf(labels) === service)
    .sort((left, right) => replicaOf(left.spec.labels) - replicaOf(right.spec.labels));
}

/** Networks of the observation that this container is on. */
export function isAttached(container: ObservedContainer, network: string): boolean {
  return container.spec.networks.some((attachment) => attachment.network === network);
}

export function uses(container: ObservedContainer, volume: string): boolean {
  return container.spec.mounts.some((mount) => mount.type === 'volume' && mount.volume === volume);
}

export function hashOf(labels: Readonly<Record<string, string>>): string | undefined {
  return labels[LABEL.configHash];
}
