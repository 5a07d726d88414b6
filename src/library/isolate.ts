import type { Network, Port } from '../model/network.js';
import type { Service } from '../model/service.js';
import type { Stack } from '../model/stack.js';

/**
 * A stack that shares nothing of this machine with another copy of itself that has another name: the engine chooses its host
 * ports, names of containers and subnets, and what the file gives a name of its own is called as if it had none. What is
 * external stays shared, and so do bind mounts.
 * @param stack resolved under a name that nobody else uses
 */
export function isolate(stack: Stack): Stack {
  return {
    ...stack,
    services: mapValues(stack.services, isolateService),
    ...(stack.networks && {
      networks: mapValues(stack.networks, (network, key) => ownNetwork(network, stack, key)),
    }),
    ...(stack.volumes && { volumes: mapValues(stack.volumes, (volume, key) => ownName(volume, stack, key)) }),
  };
}

function isolateService({ container_name: _, ports, ...service }: Service): Service {
  return ports === undefined ? service : { ...service, ports: ports.map(withoutHostPort) };
}

function withoutHostPort({ published: _, ...port }: Port): Port {
  return port;
}

function ownNetwork(network: Network, stack: Stack, key: string): Network {
  if (network.external) return network;
  return { ...ownName(network, stack, key), ipam: withoutRanges(network.ipam) };
}

/** Two networks of one machine cannot have the same addresses. */
function withoutRanges({ config: _, ...ipam }: Network['ipam']): Network['ipam'] {
  return ipam;
}

function ownName<T extends { readonly name?: string; readonly external?: boolean }>(
  resource: T,
  { name }: Stack,
  key: string,
): T {
  return resource.external ? resource : { ...resource, name: `${name}_${key}` };
}

function mapValues<T>(
  map: Readonly<Record<string, T>>,
  change: (value: T, key: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
