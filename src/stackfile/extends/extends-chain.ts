import { type Place, positionAt } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, type MapNode, quote, scalar, type TreeNode, withValues } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';
import type { ExtendedService, ServiceSource } from './service-source.js';
import { extendsTarget } from './target.js';

/** Finds the services of another file; undefined when it cannot be used, which has been reported. */
export type LoadServices = (file: string, at: Place, path: StackPath) => ServiceSource | undefined;

/** A service that extends another. */
export interface ExtendsLink {
  readonly source: ServiceSource;
  readonly name: string;
  readonly service: MapNode;
}

/** More services in a row than this extend one another only by mistake. */
const DEPTH = 200;

/** Follows `extends` from one service to the next, across files. */
export class ExtendsChain {
  private readonly load: LoadServices;
  private readonly problems: Problems;
  private readonly links: ExtendsLink[] = [];

  constructor(load: LoadServices, problems: Problems) {
    this.load = load;
    this.problems = problems;
  }

  /** The services on the way, and the last one, which extends no other or is finished already. */
  follow(source: ServiceSource, name: string): { base: ExtendedService; links: readonly ExtendsLink[] } {
    let at = { source, name };
    for (;;) {
      const finished = at.source.finishedService(at.name);
      if (finished !== undefined) return { base: finished, links: this.links };
      const service = at.source.entry(at.name)?.value;
      const next = service?.kind === 'map' ? this.next(at, service) : undefined;
      if (next === undefined || service?.kind !== 'map') {
        const base = { service: withoutExtends(service, at.source), depth: 0 };
        at.source.finish(at.name, base);
        return { base, links: this.links };
      }
      this.links.push({ ...at, service });
      at = next;
    }
  }

  private next({ source, name }: { source: ServiceSource; name: string }, service: MapNode) {
    const node = child(service, 'extends');
    const path = ['services', name, 'extends'];
    const target = node && extendsTarget(node, path, this.problems);
    if (node === undefined || target === undefined) return undefined;
    const other = target.file === undefined ? source : this.load(target.file.name, target.file.at, path);
    if (other === undefined) return undefined;
    if (other.entry(target.service) === undefined) {
      const where = other === source ? '' : ` in ${other.file.name}`;
      const message = `there is no service ${quote(target.service)}${where}${didYouMean(target.service, other.names)}`;
      this.problems.add(target.serviceAt, path, message, node);
      return undefined;
    }
    const own = { source, name, service };
    if (this.isCycle(other, target.service, own, target.serviceAt, path)) return undefined;
    const depth = this.links.length + (other.finishedService(target.service)?.depth ?? 0);
    if (depth < DEPTH) return { source: other, name: target.service };
    this.problems.add(
      target.serviceAt,
      path,
      `more than ${DEPTH} services extend one another in a row`,
      node,
    );
    return undefined;
  }

  private isCycle(
    source: ServiceSource,
    name: string,
    own: ExtendsLink,
    at: Place,
    path: StackPath,
  ): boolean {
    const way = [...this.links, own];
    const start = way.findIndex((link) => link.source === source && link.name === name);
    if (start < 0) return false;
    const named = (link: ExtendsLink) => {
      const { file, line, column } = positionAt(link.source.entry(link.name)?.key ?? at);
      return `${link.name} (${file}:${line}:${column})`;
    };
    const cycle = [...way.slice(start).map(named), name].join(' → ');
    this.problems.add(at, path, `services extend one another in a circle: ${cycle}`);
    return true;
  }
}

function withoutExtends(service: TreeNode | undefined, source: ServiceSource): TreeNode {
  if (service === undefined) return scalar(source.place, null);
  return service.kind === 'map' && service.entries.has('extends')
    ? withValues(service, { extends: undefined })
    : service;
}
