import { withoutCycles } from '../../graph/cycle.js';
import { topologicalOrder } from '../../graph/order.js';
import type { LoadedStack } from '../../stackfile/request.js';
import { child, entriesOf, itemsOf, textOf } from '../../stackfile/tree.js';

/** What `config` can list instead of the whole stack, one item per line. */
export const LISTS = {
  /** Each after those that it depends on. */
  services: ({ stack }) => {
    const graph = Object.entries(stack.services).map(
      ([name, service]) => [name, Object.keys(service.depends_on ?? {})] as const,
    );
    return topologicalOrder(withoutCycles(new Map(graph)));
  },
  volumes: ({ stack }) => Object.keys(stack.volumes ?? {}).sort(),
  networks: ({ stack }) => Object.keys(stack.networks ?? {}).sort(),
  models: ({ tree }) =>
    [...entriesOf(child(tree, 'models'))]
      .flatMap(([, { value }]) => textOf(child(value, 'model')) ?? [])
      .sort(),
  profiles: ({ tree, disabledServices }) => {
    const services = [...entriesOf(child(tree, 'services')), ...entriesOf(disabledServices)];
    const profiles = services.flatMap(([, { value }]) =>
      itemsOf(child(value, 'profiles')).flatMap((profile) =>
        profile.kind === 'scalar' ? [String(profile.value)] : [],
      ),
    );
    return [...new Set(profiles)].sort();
  },
  images: ({ stack }) =>
    Object.entries(stack.services)
      .map(([name, { image }]) => image ?? `${stack.name}-${name}`)
      .sort(),
  environment: ({ environment }) => [...environment].map(([name, { value }]) => `${name}=${value}`).sort(),
} as const satisfies Readonly<Record<string, (loaded: LoadedStack) => readonly string[]>>;

export type ListName = keyof typeof LISTS;
