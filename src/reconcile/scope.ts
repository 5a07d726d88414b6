import { dependencyMap, isOneOff, serviceOf } from '../lowering/labels.js';
import type { Dependency } from '../model/service-parts.js';
import type { Stack } from '../model/stack.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Observation } from '../spec/engine.js';
import { containersOf, replicasOf } from './observed-stack.js';

/** What a verb for containers that are there already is asked. */
export interface ScopeRequest {
  /** All when empty. */
  readonly services: readonly string[];
  /** As the file says, where there is one; else labels tell what depends on what. */
  readonly stack?: Stack;
}

export interface ScopedService {
  readonly name: string;
  readonly dependsOn: Readonly<Record<string, Dependency>>;
  /** In order of number; those of `run` left out. */
  readonly containers: readonly ObservedContainer[];
}

/** Service → what there is of it: services of the file where there is one, else of the containers. Sorted by name. */
export function scopeOf(
  name: string,
  observation: Observation,
  { stack }: Pick<ScopeRequest, 'stack'>,
): ReadonlyMap<string, ScopedService> {
  const containers = containersOf(observation, name).filter(({ spec }) => !isOneOff(spec.labels));
  const names =
    stack === undefined
      ? [...new Set(containers.map(({ spec }) => serviceOf(spec.labels)))]
      : Object.keys(stack.services);
  return new Map(
    names.sort().map((service) => {
      const own = replicasOf(containers, service);
      const dependsOn =
        stack === undefined
          ? Object.assign({}, ...own.map(({ spec }) => dependencyMap(spec.labels)))
          : (stack.services[service]?.depends_on ?? {});
      return [service, { name: service, dependsOn, containers: own }];
    }),
  );
}

/**
 * Whether a container is meant: one of the named services; where none is named, any of the file, or any at all without one.
 */
export function isInScope(
  { spec: { labels } }: Pick<ObservedContainer, 'spec'>,
  { services, stack }: ScopeRequest,
): boolean {
  const service = serviceOf(labels);
  if (services.length > 0) return services.includes(service);
  return stack === undefined || Object.hasOwn(stack.services, service);
}
