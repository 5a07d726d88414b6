import { type Line, layOut, type Point } from '../layout/layout.js';
import {
  type DependencyState,
  dependencyGraph,
  type GraphDependency,
  type StackGraph,
} from '../stack-graph.js';
import { drawLegend } from './legend.js';
import { drawServiceBox, round, serviceBox, text } from './service-box.js';
import { networkColor, STATE_COLORS, STYLE } from './style.js';
import { xml } from './text.js';

const MARGIN = 24;
const TITLE_HEIGHT = 44;
const ARROW = 7;

/** The graph as a picture of its own, with no script and nothing to load. */
export function svgText(graph: StackGraph): string {
  // A default network that all share says nothing.
  const onlyDefault = graph.networks.every(({ key }) => key === 'default');
  const colors = new Map(
    onlyDefault ? [] : graph.networks.map(({ key }, index) => [key, networkColor(index)] as const),
  );
  const boxes = new Map(graph.services.map((service) => [service.name, serviceBox(service, colors)]));
  const sizes = new Map([...boxes].map(([name, { size }]) => [name, size]));
  const layout = layOut(dependencyGraph(graph.services), sizes);
  const dependencies = new Map(
    graph.services.flatMap(({ name, dependsOn }) =>
      dependsOn.map((dependency) => [`${name}\n${dependency.service}`, dependency] as const),
    ),
  );
  const top = MARGIN + TITLE_HEIGHT;
  const lines = layout.lines.map((line) => drawLine(line, dependencies.get(`${line.from}\n${line.to}`)));
  const services = [...boxes].map(([name, box]) => {
    const place = layout.boxes.get(name);
    return place === undefined ? '' : drawServiceBox(box, place);
  });
  const bodyWidth = Math.max(layout.width, 320);
  const legend = drawLegend(graph, colors, { x: MARGIN, y: top + layout.height + 28, width: bodyWidth });
  const width = Math.ceil(bodyWidth + 2 * MARGIN);
  const height = Math.ceil(legend.bottom + MARGIN);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${xml(`Services of ${graph.name}`)}</title>
<style>${STYLE}</style>
<defs>${markers()}</defs>
${text(MARGIN, MARGIN + 18, graph.name, 'stack')}
<g transform="translate(${MARGIN} ${top})">
${[...lines, ...services].join('\n')}
</g>
${legend.svg}
</svg>
`;
}

function drawLine(line: Line, dependency: GraphDependency | undefined): string {
  const state = dependency?.condition ?? 'started';
  const classes = dependency?.required === false ? 'line optional' : 'line';
  const title = `${line.from} needs ${line.to} ${state}${dependency?.required === false ? ', if it is there' : ''}`;
  return `<path class="${classes}" stroke="${STATE_COLORS[state]}" marker-end="url(#${state})" d="${pathOf(line.points)}"><title>${xml(title)}</title></path>`;
}

/** Curves between the columns, straight through them. */
function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, index) => {
      const end = index === points.length - 1 ? x - ARROW : x;
      if (index === 0) return `M${round(x)} ${round(y)}`;
      if (index % 2 === 0) return `H${round(x)}`;
      const before = points[index - 1] ?? { x, y };
      const middle = (before.x + end) / 2;
      return `C${round(middle)} ${round(before.y)} ${round(middle)} ${round(y)} ${round(end)} ${round(y)}`;
    })
    .join('');
}

function markers(): string {
  return (Object.keys(STATE_COLORS) as DependencyState[])
    .map(
      (state) =>
        `<marker id="${state}" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.5L8 4L0 7.5z" fill="${STATE_COLORS[state]}"/></marker>`,
    )
    .join('');
}
