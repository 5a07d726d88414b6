import type { ContainerSpec } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { NetworkSpec } from '../spec/objects.js';

/**
 * Where containers outside of all stacks are, unless they say otherwise, and services with `network_mode: bridge`; there as long as
 * one of them is.
 */
export const DEFAULT_NETWORK = 'bridge';

export const DEFAULT_NETWORK_SPEC: NetworkSpec = { name: DEFAULT_NETWORK, labels: {}, internal: false };

let last: Promise<unknown> = Promise.resolve();

/** One at a time: who gets onto the network must not find it gone the next moment. */
export function alone<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next;
  return next;
}

/** The network of containers outside of all stacks goes with the last of them. */
export async function tidyDefaultNetwork(engine: Engine, left: readonly string[]): Promise<void> {
  if (!left.includes(DEFAULT_NETWORK)) return;
  await alone(async () => {
    const { containers } = await engine.observe();
    const isUsed = containers.some(({ spec }) =>
      spec.networks.some(({ network }) => network === DEFAULT_NETWORK),
    );
    if (!isUsed) await engine.removeNetwork(DEFAULT_NETWORK);
  });
}

/** Makes a container, and the default network before if that is where it is to be. */
export function makeOnNetworks<T>(
  engine: Engine,
  { networks }: Pick<ContainerSpec, 'networks'>,
  make: () => Promise<T>,
): Promise<T> {
  if (!networks.some(({ network }) => network === DEFAULT_NETWORK)) return make();
  return alone(async () => {
    await engine.createNetwork(DEFAULT_NETWORK_SPEC);
    return make();
  });
}

/** Removes a container, and the default network with the last that is on it. */
export async function removeFromNetworks(
  engine: Engine,
  id: string,
  options: { readonly volumes: boolean },
): Promise<void> {
  const networks = (await engine.inspectContainer(id))?.spec.networks ?? [];
  await engine.removeContainer(id, options);
  await tidyDefaultNetwork(
    engine,
    networks.map(({ network }) => network),
  );
}
