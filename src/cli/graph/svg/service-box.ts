import type { Box, Size } from '../layout/layout.js';
import type { GraphService } from '../stack-graph.js';
import { shortened, textWidth, xml } from './text.js';

const PADDING = 12;
const NAME_SIZE = 13;
const DETAIL_SIZE = 11;
const NAME_LINE = 18;
const DETAIL_LINE = 16;
const LEAST_WIDTH = 120;
const MOST_CHARACTERS = 38;
/** Ports and volumes beyond these are counted. */
const MOST_LINES = 5;
const DOT = 7;
const CHIP_GAP = 10;

/** A service as it is drawn: a name, lines of details, and a dot per network. */
export interface ServiceBox {
  readonly service: GraphService;
  readonly size: Size;
  readonly details: readonly Detail[];
  readonly chips: readonly Chip[];
}

interface Detail {
  readonly icon?: 'port' | 'volume';
  readonly text: string;
}

interface Chip {
  readonly network: string;
  readonly color: string;
}

/** @param colors of the networks that are worth showing */
export function serviceBox(service: GraphService, colors: ReadonlyMap<string, string>): ServiceBox {
  const details: Detail[] = [
    { text: service.image ?? 'built' },
    ...(service.active ? [] : [{ text: `off: profile ${service.profiles.join(', ')}` }]),
    ...(service.networkMode === undefined ? [] : [{ text: `network ${service.networkMode}` }]),
    ...limited(service.ports.map((text): Detail => ({ icon: 'port', text }))),
    ...limited(
      service.volumes.map(
        ({ volume, target }): Detail => ({ icon: 'volume', text: `${volume} → ${target}` }),
      ),
    ),
  ].map((detail) => ({ ...detail, text: shortened(detail.text, MOST_CHARACTERS) }));
  const chips = service.networks.flatMap((network) => {
    const color = colors.get(network);
    return color === undefined ? [] : [{ network, color }];
  });
  const widths = [
    LEAST_WIDTH - 2 * PADDING,
    textWidth(shortened(service.name, MOST_CHARACTERS), NAME_SIZE, true),
    ...details.map(({ icon, text }) => textWidth(text, DETAIL_SIZE) + (icon === undefined ? 0 : 15)),
    chips.reduce((sum, { network }) => sum + chipWidth(network), -CHIP_GAP),
  ];
  const height =
    2 * PADDING + NAME_LINE + details.length * DETAIL_LINE + (chips.length > 0 ? DETAIL_LINE + 2 : 0) - 4;
  return { service, details, chips, size: { width: Math.ceil(Math.max(...widths)) + 2 * PADDING, height } };
}

function limited(details: readonly Detail[]): readonly Detail[] {
  if (details.length <= MOST_LINES) return details;
  return [...details.slice(0, MOST_LINES - 1), { text: `and ${details.length - MOST_LINES + 1} more` }];
}

export function drawServiceBox({ service, details, chips }: ServiceBox, box: Box): string {
  const left = box.x + PADDING;
  let y = box.y + PADDING + NAME_SIZE - 2;
  const parts = [
    `<rect class="box" x="${round(box.x)}" y="${round(box.y)}" width="${box.width}" height="${box.height}" rx="6"/>`,
    text(left, y, shortened(service.name, MOST_CHARACTERS), 'name'),
  ];
  y += NAME_LINE - DETAIL_LINE;
  for (const { icon, text: line } of details) {
    y += DETAIL_LINE;
    if (icon !== undefined) parts.push(ICONS[icon](left, y - 9));
    parts.push(text(icon === undefined ? left : left + 15, y, line, 'detail'));
  }
  y += DETAIL_LINE + 2;
  let x = left;
  for (const { network, color } of chips) {
    parts.push(drawChip(x, y, network, color, 'detail'));
    x += chipWidth(network);
  }
  const title = [service.name, service.image ?? 'built', ...service.ports].join('\n');
  const classes = service.active ? 'service' : 'service off';
  return `<g class="${classes}"><title>${xml(title)}</title>${parts.join('')}</g>`;
}

/** A dot in the colour of a network with its name. */
export function drawChip(x: number, y: number, label: string, color: string, className: string): string {
  const dot = `<circle cx="${round(x + DOT / 2)}" cy="${round(y - 4)}" r="${DOT / 2}" fill="${color}"/>`;
  return `${dot}${text(x + DOT + 4, y, label, className)}`;
}

export function chipWidth(label: string): number {
  return DOT + 4 + textWidth(label, DETAIL_SIZE) + CHIP_GAP;
}

export function text(x: number, y: number, content: string, className: string): string {
  const attribute = className === '' ? '' : ` class="${className}"`;
  return `<text x="${round(x)}" y="${round(y)}"${attribute}>${xml(content)}</text>`;
}

/** Half pixels are as fine as anyone sees. */
export function round(value: number): number {
  return Math.round(value * 2) / 2;
}

/** Drawn, since few fonts have signs for them. */
const ICONS: Readonly<Record<'port' | 'volume', (x: number, y: number) => string>> = {
  port: (x, y) =>
    `<path d="M${round(x)} ${round(y + 2.5)}h8m-3-2.5l3 2.5l-3 2.5m4 4h-8m3-2.5l-3 2.5l3 2.5" fill="none" stroke="#768390"/>`,
  volume: (x, y) =>
    `<path d="M${round(x)} ${round(y + 2)}v6a4.5 2 0 0 0 9 0v-6a4.5 2 0 0 0-9 0a4.5 2 0 0 0 9 0" fill="none" stroke="#768390"/>`,
};
