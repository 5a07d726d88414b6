import type { DependencyState, GraphService, StackGraph } from './stack-graph.js';

/** The graph as a Mermaid flowchart, which code hosts draw where it stands in Markdown. */
export function mermaidText(graph: StackGraph): string {
  const ids = new Identifiers();
  const inactive = graph.services.filter(({ active }) => !active).map(({ name }) => ids.of('service', name));
  const lines = [
    'flowchart LR',
    ...graph.services.map((service) => serviceLine(service, ids)),
    ...graph.networks.map(({ key }) => `${ids.of('network', key)}{{${label([key])}}}`),
    ...graph.volumes.map(({ key }) => `${ids.of('volume', key)}[(${label([key])})]`),
    ...graph.services.flatMap((service) => edgeLines(service, ids)),
    ...(inactive.length === 0
      ? []
      : ['classDef off stroke-dasharray:4 3,opacity:0.5', `class ${inactive.join(',')} off`]),
  ];
  return `${lines.join('\n  ')}\n`;
}

function serviceLine({ name, image, ports }: GraphService, ids: Identifiers): string {
  return `${ids.of('service', name)}[${label([name, image ?? 'built', ...ports])}]`;
}

function edgeLines({ name, dependsOn, networks, volumes }: GraphService, ids: Identifiers): string[] {
  const from = ids.of('service', name);
  return [
    ...dependsOn.map(
      ({ service, condition, required }) =>
        `${from} ${arrow(condition, required)} ${ids.of('service', service)}`,
    ),
    ...networks.map((key) => `${from} -.- ${ids.of('network', key)}`),
    ...volumes.map(({ volume, target }) => `${from} ---|${label([target])}| ${ids.of('volume', volume)}`),
  ];
}

function arrow(condition: DependencyState, required: boolean): string {
  const line = required ? '-->' : '-.->';
  return condition === 'started' ? line : `${line}|${condition}|`;
}

/** Lines in quotes; what Mermaid would read as its own is written as an entity. */
function label(lines: readonly string[]): string {
  const text = lines.map((line) => line.replace(/[#&<>"\\`\n]/g, (c) => `#${c.codePointAt(0)};`));
  return `"${text.join('<br/>')}"`;
}

/** Identifiers of nodes: the name where it is made of letters, digits and underscores, else with a number. */
class Identifiers {
  readonly #ids = new Map<string, string>();
  readonly #taken = new Set<string>();

  of(kind: 'service' | 'network' | 'volume', name: string): string {
    const key = `${kind} ${name}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const base = `${PREFIXES[kind]}_${name.replace(/\W/g, '_')}`;
    let id = base;
    for (let number = 2; this.#taken.has(id); number += 1) id = `${base}_${number}`;
    this.#taken.add(id);
    this.#ids.set(key, id);
    return id;
  }
}

/** With a prefix no name is a word of the language, such as `end`. */
const PREFIXES = { service: 's', network: 'n', volume: 'v' } as const;
