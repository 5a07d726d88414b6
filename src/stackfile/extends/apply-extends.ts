import { mergeServices } from '../merge/merge-stacks.js';
import type { Problems } from '../problems.js';
import { child, type Entry, type MapNode, withValues } from '../tree.js';
import { ExtendsChain, type LoadServices } from './extends-chain.js';
import type { ServiceSource } from './service-source.js';

/** Lays every service that has `extends` over the one that it names, in this file or in another. */
export function applyExtends(
  document: MapNode,
  source: ServiceSource,
  load: LoadServices,
  problems: Problems,
): MapNode {
  const services = child(document, 'services');
  if (services?.kind !== 'map') return document;
  let changed: Map<string, Entry> | undefined;
  for (const [name, entry] of services.entries) {
    if (child(entry.value, 'extends') === undefined) continue;
    changed ??= new Map(services.entries);
    changed.set(name, { ...entry, value: extended(source, name, load, problems) });
  }
  if (changed === undefined) return document;
  return withValues(document, { services: { ...services, entries: changed } });
}

/** A service with all that it builds on below it. Each service on the way is worked out once. */
function extended(source: ServiceSource, name: string, load: LoadServices, problems: Problems) {
  const { base, links } = new ExtendsChain(load, problems).follow(source, name);
  const result = links.reduceRight(({ service: below, depth }, { source: from, name: own, service }) => {
    const resets = from.resetsOf(own);
    const merged =
      below.kind === 'map' ? mergeServices(resets.apply(below), service, own, problems) : service;
    // A service that builds on an empty one stays as it is, `extends` and all: Compose prints it so.
    const result = below.kind === 'map' ? withValues(merged, { extends: undefined }) : service;
    const finished = { service: result, depth: depth + 1 };
    from.finish(own, finished);
    return finished;
  }, base);
  return result.service;
}
