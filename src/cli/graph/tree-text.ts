import { dependentsOf } from '../../graph/graph.js';
import { dependencyGraph, type GraphDependency, type GraphService, type StackGraph } from './stack-graph.js';

export interface TreeStyle {
  /** Details in grey. */
  readonly color: boolean;
}

interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

/**
 * The services that nothing depends on, each with what it depends on below it; then networks and volumes with who uses
 * them. A service that comes a second time has no branches of its own again.
 */
export function treeText(graph: StackGraph, style: TreeStyle): string {
  const dim = (text: string) => (style.color ? `\u001b[2m${text}\u001b[22m` : text);
  const sections = [
    { text: graph.name, branches: new Services(graph, dim).roots() },
    { text: 'networks', branches: networks(graph, dim) },
    { text: 'volumes', branches: volumes(graph, dim) },
  ];
  return sections
    .filter((section, index) => index === 0 || section.branches.length > 0)
    .map((section) => `${section.text}\n${lines(section.branches, '')}`)
    .join('');
}

class Services {
  readonly #byName: ReadonlyMap<string, GraphService>;
  readonly #shown = new Set<string>();

  constructor(
    private readonly graph: StackGraph,
    private readonly dim: (text: string) => string,
  ) {
    this.#byName = new Map(graph.services.map((service) => [service.name, service]));
  }

  roots(): Branch[] {
    const dependents = dependentsOf(dependencyGraph(this.graph.services));
    const services = [true, false].flatMap((active) =>
      this.graph.services.filter((service) => service.active === active),
    );
    const roots = services.filter(({ name }) => dependents.get(name)?.length === 0);
    // What only a cycle reaches hangs on nothing, and comes last.
    return [...roots, ...services].flatMap((service) =>
      this.#shown.has(service.name) ? [] : [this.#branch(service)],
    );
  }

  #branch(service: GraphService, by?: GraphDependency): Branch {
    const again = this.#shown.has(service.name);
    this.#shown.add(service.name);
    const notes = [
      ...(by === undefined || by.condition === 'started' ? [] : [by.condition]),
      ...(by?.required === false ? ['optional'] : []),
      ...(service.active ? [] : [`off, profile ${service.profiles.join(', ')}`]),
    ];
    const head = notes.length === 0 ? service.name : `${service.name} (${notes.join(', ')})`;
    if (again) {
      const hidden = service.dependsOn.length > 0 ? `  ${this.dim('… see above')}` : '';
      return { text: `${head}${hidden}`, branches: [] };
    }
    const mode = service.networkMode === undefined ? [] : [`network ${service.networkMode}`];
    const details = [service.image ?? 'built', ...service.ports, ...mode].join('  ');
    const text = service.active ? `${head}  ${this.dim(details)}` : this.dim(`${head}  ${details}`);
    return { text, branches: service.dependsOn.map((dependency) => this.#dependency(dependency)) };
  }

  #dependency(dependency: GraphDependency): Branch {
    const service = this.#byName.get(dependency.service);
    if (service !== undefined) return this.#branch(service, dependency);
    return { text: `${dependency.service} (not there)`, branches: [] };
  }
}

function networks({ networks, services }: StackGraph, dim: (text: string) => string): Branch[] {
  return networks.map(({ key, name, external }) => {
    const users = services.filter((service) => service.networks.includes(key)).map((service) => service.name);
    const full = external ? `${name}, external` : name;
    return { text: `${key}  ${dim(`(${full})`)}  ${users.join(', ')}`, branches: [] };
  });
}

function volumes({ volumes, services }: StackGraph, dim: (text: string) => string): Branch[] {
  return volumes.map(({ key, name, external }) => {
    const users = services.flatMap((service) =>
      service.volumes
        .filter(({ volume }) => volume === key)
        .map(({ target, readOnly }) => `${service.name}:${target}${readOnly ? ' (read-only)' : ''}`),
    );
    const full = external ? `${name}, external` : name;
    return { text: `${key}  ${dim(`(${full})`)}  ${users.join(', ')}`, branches: [] };
  });
}

function lines(branches: readonly Branch[], indent: string): string {
  return branches
    .map(({ text, branches: inner }, index) => {
      const last = index === branches.length - 1;
      return `${indent}${last ? '└── ' : '├── '}${text}\n${lines(inner, `${indent}${last ? '    ' : '│   '}`)}`;
    })
    .join('');
}
