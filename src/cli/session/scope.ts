import type { EngineClient } from '../../api/messages.js';
import type { ContainerSummary, ServicesRequest } from '../../spec/operations.js';
import { type AdoptOptions, checkoutOf } from '../adopt.js';
import { type Cli, type Project, requireServices } from '../cli.js';

/** What a verb for containers that are there already is about. */
export interface Scope {
  readonly project: Project;
  /** Absent: no engine runs, and there is nothing that one would find. */
  readonly client: EngineClient | undefined;
  /** Of the stack, whatever was named. */
  readonly containers: readonly ContainerSummary[];
  readonly request: ServicesRequest;
}

/** @throws USAGE for a service that neither the file nor a container knows */
export async function findScope(
  cli: Cli,
  services: readonly string[],
  options: AdoptOptions = {},
): Promise<Scope> {
  const project = await cli.project({ enable: services });
  const client = await cli.connectIfAny();
  const containers = client === undefined ? [] : await client.ps(project.name);
  requireServices(services, knownServices(project, containers));
  const stack = project.loaded?.stack;
  return {
    project,
    client,
    containers,
    request: {
      ...cli.asked,
      ...checkoutOf(cli, project, options),
      services,
      ...(stack === undefined ? {} : { stack }),
    },
  };
}

/** Whether a container is one that the verb is about. */
export function isInScope({ request: { services, stack } }: Scope, { service }: ContainerSummary): boolean {
  if (services.length > 0) return services.includes(service);
  return stack === undefined || Object.hasOwn(stack.services, service);
}

/**
 * As {@link requireServices}, for verbs that know the stack by its name alone: the file is read only when a service is named
 * that has no container.
 * @throws USAGE for a service that neither the file nor a container knows
 */
export async function requireKnownServices(
  cli: Cli,
  services: readonly string[],
  containers: readonly ContainerSummary[],
): Promise<void> {
  if (services.every((name) => containers.some(({ service }) => service === name))) return;
  requireServices(services, knownServices(await cli.project(), containers));
}

/** Services of the file and those of containers that it no longer knows. */
export function knownServices(project: Project, containers: readonly ContainerSummary[]): readonly string[] {
  const declared = project.loaded === undefined ? [] : Object.keys(project.loaded.stack.services);
  return [...new Set([...declared, ...containers.map((container) => container.service)])];
}
