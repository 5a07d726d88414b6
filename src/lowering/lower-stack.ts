import { closure } from '../graph/graph.js';
import type { Service } from '../model/service.js';
import type { Stack, StackOrigin } from '../model/stack.js';
import type { FileContents } from '../spec/file-contents.js';
import type { DesiredService, DesiredStack } from './desired.js';
import { invalid } from './invalid.js';
import { lowerNetwork, lowerVolume } from './lower-network.js';
import { lowerService } from './lower-service.js';
import { withSharedPlatforms } from './shared-platforms.js';

/**
 * @param selected only these services and what they depend on; all when empty
 * @param withoutDependencies only the selected ones themselves
 * @param contents what the stack's configs and secrets hold
 * @throws TscomposeError STACK_FILE_INVALID
 */
export function lowerStack(
  stack: Stack,
  origin: StackOrigin,
  selected: readonly string[],
  {
    withoutDependencies = false,
    contents,
  }: { readonly withoutDependencies?: boolean; readonly contents?: FileContents } = {},
): DesiredStack {
  const services = withSharedPlatforms(selectServices(stack, selected, withoutDependencies));
  const present = new Set(services.map(([name]) => name));
  const keys = (pick: (service: Service) => readonly string[]) =>
    [...new Set(services.flatMap(([, service]) => pick(service)))].sort();
  const volumeKeys = keys((service) =>
    (service.volumes ?? []).flatMap(({ type, source }) =>
      type === 'volume' && source !== undefined ? [source] : [],
    ),
  );
  return {
    name: stack.name,
    knownServices: new Set([...Object.keys(stack.services), ...(origin.disabledServices ?? [])]),
    services: new Map(
      services.map(([name, service]): [string, DesiredService] => [
        name,
        {
          ...lowerService(stack, origin, name, service, contents),
          isNamed: selected.length === 0 || selected.includes(name),
          dependsOn: Object.fromEntries(
            Object.entries(service.depends_on ?? {}).filter(([dependency]) => present.has(dependency)),
          ),
        },
      ]),
    ),
    networks: keys((service) => Object.keys(service.networks ?? {})).map((key) => lowerNetwork(stack, key)),
    volumes: volumeKeys.flatMap((key) => {
      const volume = stack.volumes?.[key];
      return volume === undefined ? [] : [lowerVolume(stack, key, volume)];
    }),
  };
}

function selectServices(
  stack: Stack,
  selected: readonly string[],
  withoutDependencies: boolean,
): readonly [string, Service][] {
  const unknown = selected.find((name) => !Object.hasOwn(stack.services, name));
  if (unknown !== undefined) throw invalid(['services'], `no such service: ${unknown}`);
  const graph = new Map(
    Object.entries(stack.services).map(([name, { depends_on }]) => [name, Object.keys(depends_on ?? {})]),
  );
  const named = withoutDependencies ? new Set(selected) : closure(graph, selected);
  const wanted = selected.length === 0 ? new Set(graph.keys()) : named;
  return Object.entries(stack.services)
    .filter(([name]) => wanted.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
}
