import { mergeServices } from '../merge/merge-stacks.js';
import type { Problems } from '../problems.js';
import { child, type Entry, type MapNode, type TreeNode, withValues } from '../tree.js';
import { ExtendsChain, type LoadServices } from './extends-chain.js';
import type { ServiceSource } from './service-source.js';

/** Values that extended services may bring in, so that a small file cannot expand to a huge one. */
const COPIES = 1_000_000;

/** Lays every service that has `extends` over the one that it names, in this file or in another. */
export function applyExtends(
  document: MapNode,
  source: ServiceSource,
  load: LoadServices,
  problems: Problems,
): MapNode {
  const services = child(document, 'services');
  if (services?.kind !== 'map') return document;
  const copied = new Copied(problems);
  let changed: Map<string, Entry> | undefined;
  for (const [name, entry] of services.entries) {
    if (child(entry.value, 'extends') === undefined) continue;
    changed ??= new Map(services.entries);
    const value = extended(source, name, new ExtendsChain(load, problems), copied);
    changed.set(name, { ...entry, value });
  }
  if (changed === undefined) return document;
  return withValues(document, { services: { ...services, entries: changed } });
}

/** A service with all that it builds on below it. Each service on the way is worked out once. */
function extended(source: ServiceSource, name: string, chain: ExtendsChain, copied: Copied): TreeNode {
  const { base, links } = chain.follow(source, name);
  const result = links.reduceRight((below, { source: from, name: own, service }) => {
    const finished = { service: copied.over(below.service, service, from, own), depth: below.depth + 1 };
    from.finish(own, finished);
    return finished;
  }, base);
  return result.service;
}

/** Lays services over those that they extend, and counts what that brings in. */
class Copied {
  private readonly problems: Problems;
  private values = 0;

  constructor(problems: Problems) {
    this.problems = problems;
  }

  over(below: TreeNode, service: MapNode, source: ServiceSource, name: string): TreeNode {
    // A service that builds on an empty one stays as it is, `extends` and all: Compose prints it so.
    if (below.kind !== 'map' || this.values > COPIES) return service;
    this.values += sizeOf(below);
    if (this.values > COPIES) {
      const at = child(service, 'extends')?.at ?? service.at;
      const message = `the services that others extend bring in more than ${COPIES} values`;
      this.problems.add(at, ['services', name, 'extends'], message);
      return service;
    }
    const base = source.resetsOf(name).apply(below);
    return withValues(mergeServices(base, service, name, this.problems), { extends: undefined });
  }
}

function sizeOf(node: TreeNode): number {
  if (node.kind === 'scalar') return 1;
  let size = 1;
  if (node.kind === 'list') for (const item of node.items) size += sizeOf(item);
  else for (const { value } of node.entries.values()) size += sizeOf(value);
  return size;
}
