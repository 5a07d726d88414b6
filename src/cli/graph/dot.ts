import type { DependencyState, GraphService, StackGraph } from './stack-graph.js';

/** The graph in the language of Graphviz. */
export function dotText(graph: StackGraph): string {
  const lines = [
    `digraph ${quote(graph.name)} {`,
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...graph.services.map(serviceLine),
    ...graph.networks.map(
      ({ key }) => `  ${id('network', key)} [label=${quote(key)}, shape=hexagon, style=""];`,
    ),
    ...graph.volumes.map(
      ({ key }) => `  ${id('volume', key)} [label=${quote(key)}, shape=cylinder, style=""];`,
    ),
    ...graph.services.flatMap(edgeLines),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function serviceLine({ name, image, ports, active }: GraphService): string {
  const label = [name, image ?? 'built', ...ports].map(escaped).join('\\n');
  const style = active ? '' : ', style="rounded,dashed", color=gray, fontcolor=gray';
  return `  ${id('service', name)} [label="${label}"${style}];`;
}

function edgeLines({ name, dependsOn, networks, volumes }: GraphService): string[] {
  const from = id('service', name);
  return [
    ...dependsOn.map(
      ({ service, condition, required }) =>
        `  ${from} -> ${id('service', service)}${attributes(condition, required)};`,
    ),
    ...networks.map((key) => `  ${from} -> ${id('network', key)} [dir=none, style=dotted];`),
    ...volumes.map(
      ({ volume, target }) => `  ${from} -> ${id('volume', volume)} [dir=none, label=${quote(target)}];`,
    ),
  ];
}

function attributes(condition: DependencyState, required: boolean): string {
  const list = [
    ...(condition === 'started' ? [] : [`label=${quote(condition)}`]),
    ...(required ? [] : ['style=dashed']),
  ];
  return list.length === 0 ? '' : ` [${list.join(', ')}]`;
}

function id(kind: 'service' | 'network' | 'volume', name: string): string {
  return quote(`${kind} ${name}`);
}

function quote(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
