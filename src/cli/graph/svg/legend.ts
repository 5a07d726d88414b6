import type { DependencyState, GraphResource, StackGraph } from '../stack-graph.js';
import { chipWidth, drawChip, round, text } from './service-box.js';
import { STATE_COLORS } from './style.js';
import { textWidth } from './text.js';

const LINE = 20;
const SAMPLE = 26;
const HEAD_WIDTH = 74;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Item {
  readonly width: number;
  readonly draw: (x: number, y: number) => string;
}

/** What lines, colours and names mean, below the picture; only what occurs in it. */
export function drawLegend(
  graph: StackGraph,
  colors: ReadonlyMap<string, string>,
  area: Area,
): { readonly svg: string; readonly bottom: number } {
  const rows = [
    { head: 'needs', items: lineItems(graph) },
    { head: 'networks', items: graph.networks.map((network) => networkItem(network, colors)) },
    { head: 'volumes', items: graph.volumes.map(volumeItem) },
  ].filter(({ items }) => items.length > 0);
  let y = area.y;
  const parts: string[] = [];
  for (const { head, items } of rows) {
    parts.push(text(area.x, y, head, ''));
    let x = area.x + HEAD_WIDTH;
    for (const item of items) {
      if (x > area.x + HEAD_WIDTH && x + item.width > area.x + area.width) {
        x = area.x + HEAD_WIDTH;
        y += LINE;
      }
      parts.push(item.draw(x, y));
      x += item.width + 8;
    }
    y += LINE;
  }
  return { svg: parts.join('\n'), bottom: rows.length === 0 ? area.y - LINE : y - LINE };
}

function lineItems(graph: StackGraph): Item[] {
  const dependencies = graph.services.flatMap(({ dependsOn }) => dependsOn);
  const states = (Object.keys(STATE_COLORS) as DependencyState[]).filter((state) =>
    dependencies.some(({ condition }) => condition === state),
  );
  const items = states.map((state) => lineItem(state, STATE_COLORS[state], 'line'));
  const anyOptional = dependencies.some(({ required }) => !required);
  return anyOptional ? [...items, lineItem('optional', STATE_COLORS.started, 'line optional')] : items;
}

function lineItem(label: string, color: string, className: string): Item {
  return {
    width: SAMPLE + 6 + textWidth(label, 11),
    draw: (x, y) =>
      `<path class="${className}" stroke="${color}" d="M${round(x)} ${round(y - 4)}h${SAMPLE}"/>${text(x + SAMPLE + 6, y, label, '')}`,
  };
}

function networkItem(network: GraphResource, colors: ReadonlyMap<string, string>): Item {
  const label = labelOf(network);
  const color = colors.get(network.key) ?? '#8c959f';
  return { width: chipWidth(label), draw: (x, y) => drawChip(x, y, label, color, '') };
}

function volumeItem(volume: GraphResource): Item {
  const label = labelOf(volume);
  return { width: textWidth(label, 11) + 10, draw: (x, y) => text(x, y, label, '') };
}

function labelOf({ key, name, external }: GraphResource): string {
  return `${key} (${external ? `${name}, external` : name})`;
}
