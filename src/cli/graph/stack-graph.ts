import { closure, type Graph } from '../../graph/graph.js';
import type { Port } from '../../model/network.js';
import type { Service } from '../../model/service.js';
import type { Stack } from '../../model/stack.js';

/** What `graph` shows of a stack; also what it prints as JSON. */
export interface StackGraph {
  readonly name: string;
  /** By name. */
  readonly services: readonly GraphService[];
  readonly networks: readonly GraphResource[];
  readonly volumes: readonly GraphResource[];
}

export interface GraphService {
  readonly name: string;
  /** Absent: the image is built. */
  readonly image?: string;
  /** `8080→80`, `127.0.0.1:53→53/udp`; `any→80` where the engine chooses the port of the host. */
  readonly ports: readonly string[];
  readonly dependsOn: readonly GraphDependency[];
  /** Keys of networks. */
  readonly networks: readonly string[];
  /** `host`, `none`, `service:NAME` instead of networks. */
  readonly networkMode?: string;
  readonly volumes: readonly GraphMount[];
  readonly profiles: readonly string[];
  /** False: left out of the stack, because none of its profiles is active. */
  readonly active: boolean;
}

export interface GraphDependency {
  readonly service: string;
  /** What it waits for. */
  readonly condition: DependencyState;
  /** False: the stack starts without it too. */
  readonly required: boolean;
}

export type DependencyState = 'started' | 'healthy' | 'completed';

/** A named volume in a service. */
export interface GraphMount {
  readonly volume: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface GraphResource {
  /** As the file calls it. */
  readonly key: string;
  /** Name on the machine. */
  readonly name: string;
  readonly external: boolean;
}

/**
 * @param inactive services that no active profile has
 * @param only these services and all they depend on; empty: everything
 */
export function stackGraph(
  stack: Stack,
  inactive: Readonly<Record<string, Service>>,
  only: readonly string[] = [],
): StackGraph {
  const all = [
    ...Object.entries(stack.services).map(([name, service]) => graphService(name, service, true)),
    ...Object.entries(inactive).map(([name, service]) => graphService(name, service, false)),
  ].sort((a, b) => compareText(a.name, b.name));
  const kept = only.length === 0 ? undefined : closure(dependencyGraph(all), only);
  const services = all.filter(({ name }) => kept === undefined || kept.has(name));
  const usedNetworks = new Set(services.flatMap((service) => service.networks));
  const usedVolumes = new Set(services.flatMap((service) => service.volumes.map(({ volume }) => volume)));
  return {
    name: stack.name,
    services,
    networks: resources(stack.networks).filter(({ key }) => usedNetworks.has(key)),
    volumes: resources(stack.volumes).filter(({ key }) => usedVolumes.has(key)),
  };
}

/** Service → the shown services that it depends on. */
export function dependencyGraph(services: readonly GraphService[]): Graph {
  const known = new Set(services.map(({ name }) => name));
  return new Map(
    services.map(({ name, dependsOn }) => [
      name,
      dependsOn.map(({ service }) => service).filter((service) => known.has(service)),
    ]),
  );
}

interface ShownService extends Service {
  readonly network_mode?: string;
  readonly profiles?: readonly string[];
}

function graphService(name: string, service: ShownService, active: boolean): GraphService {
  const { image, network_mode: networkMode } = service;
  return {
    name,
    ...(image === undefined ? {} : { image }),
    ports: (service.ports ?? []).map(portText),
    dependsOn: Object.entries(service.depends_on ?? {})
      .map(([other, { condition, required }]) => ({
        service: other,
        condition: STATES[condition] ?? 'started',
        required,
      }))
      .sort((a, b) => compareText(a.service, b.service)),
    networks: Object.keys(service.networks ?? {}).sort(compareText),
    ...(networkMode === undefined ? {} : { networkMode }),
    volumes: (service.volumes ?? []).flatMap(({ type, source, target, read_only: readOnly }) =>
      type === 'volume' && source !== undefined
        ? [{ volume: source, target, readOnly: readOnly === true }]
        : [],
    ),
    profiles: service.profiles ?? [],
    active,
  };
}

const STATES: Readonly<Record<string, DependencyState>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};

function portText({ host_ip: ip, published, target, protocol }: Port): string {
  const address = ip === undefined ? '' : `${ip.includes(':') ? `[${ip}]` : ip}:`;
  return `${address}${published ?? 'any'}→${target}${protocol === 'udp' ? '/udp' : ''}`;
}

function resources(
  section: Readonly<Record<string, { readonly name: string; readonly external?: boolean }>> | undefined,
): readonly GraphResource[] {
  return Object.entries(section ?? {})
    .map(([key, { name, external }]) => ({ key, name, external: external === true }))
    .sort((a, b) => compareText(a.key, b.key));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
