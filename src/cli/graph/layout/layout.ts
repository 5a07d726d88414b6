import { withoutCycles } from '../../../graph/cycle.js';
import { dependentsOf, type Graph } from '../../../graph/graph.js';
import { untangle } from './crossings.js';
import { type Chain, layered, type Vertex } from './layered.js';
import { straighten } from './straighten.js';

/** All in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Box = Point & Size;

export interface Line {
  readonly from: string;
  readonly to: string;
  /** Curves join an even point to the next odd one; between an odd and the next even one it runs straight. */
  readonly points: readonly Point[];
}

export interface Layout extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: readonly Line[];
}

const COLUMN_GAP = 72;
const PART_GAP = 40;
/** Least width that unconnected parts are laid out in, side by side. */
const PAGE_WIDTH = 1000;
/** Least distance between the ends of lines at a side of a box. */
const END_GAP = 12;

/** Places boxes in columns, dependencies to the right; parts that nothing joins stand side by side and below each other. */
export function layOut(graph: Graph, sizes: ReadonlyMap<string, Size>): Layout {
  const parts = components(withoutCycles(graph)).map((part) => layOutPart(part, sizes));
  const byHeight = parts.toSorted((a, b) => b.height - a.height);
  const area = parts.reduce((sum, { width, height }) => sum + width * height, 0);
  const limit = Math.max(PAGE_WIDTH, Math.sqrt(area * 1.6), ...parts.map(({ width }) => width));
  const boxes = new Map<string, Box>();
  const lines: Line[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const part of byHeight) {
    if (x > 0 && x + part.width > limit) {
      [x, y, rowHeight] = [0, y + rowHeight + PART_GAP, 0];
    }
    const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + x, y: point.y + y });
    for (const [node, box] of part.boxes) boxes.set(node, move(box));
    lines.push(...part.lines.map((line) => ({ ...line, points: line.points.map(move) })));
    rowHeight = Math.max(rowHeight, part.height);
    width = Math.max(width, x + part.width);
    x += part.width + PART_GAP;
  }
  return { boxes, lines, width, height: y + rowHeight };
}

function layOutPart(graph: Graph, sizes: ReadonlyMap<string, Size>): Layout {
  const { columns, neighbours, chains } = layered(graph);
  const order = untangle({ columns, neighbours, chains });
  const sizeOf = (vertex: Vertex): Size => sizes.get(vertex.node ?? '') ?? { width: 0, height: 0 };
  const middles = straighten(order, neighbours, (vertex) => sizeOf(vertex).height);
  const lefts = new Map<Vertex, Box>();
  let x = 0;
  for (const column of order) {
    const width = Math.max(...column.map((vertex) => sizeOf(vertex).width));
    for (const vertex of column) {
      const { height } = sizeOf(vertex);
      lefts.set(vertex, { x, y: (middles.get(vertex) ?? 0) - height / 2, width, height });
    }
    x += width + COLUMN_GAP;
  }
  const boxes = new Map(
    [...lefts].flatMap(([{ node }, box]) => (node === undefined ? [] : [[node, box] as const])),
  );
  const height = Math.max(...[...lefts.values()].map((box) => box.y + box.height));
  return { boxes, lines: linesOf(chains, lefts), width: x - COLUMN_GAP, height };
}

function linesOf(chains: readonly Chain[], places: ReadonlyMap<Vertex, Box>): Line[] {
  const leaving = endsBySide(chains, places, 'from');
  const arriving = endsBySide(chains, places, 'to');
  return chains.map((chain) => {
    const bends = chain.through.slice(1, -1).flatMap((vertex) => {
      const box = places.get(vertex);
      return box === undefined
        ? []
        : [
            { x: box.x, y: box.y },
            { x: box.x + box.width, y: box.y },
          ];
    });
    const ends = [leaving.get(chain), arriving.get(chain)].flatMap((end) => end ?? []);
    return { from: chain.from, to: chain.to, points: [...ends.slice(0, 1), ...bends, ...ends.slice(1)] };
  });
}

/** Where each line leaves or reaches its box: spread over the side, in the order of what lies at the other end. */
function endsBySide(
  chains: readonly Chain[],
  places: ReadonlyMap<Vertex, Box>,
  side: 'from' | 'to',
): ReadonlyMap<Chain, Point> {
  const ends = new Map<Chain, Point>();
  const groups = new Map<string, Chain[]>();
  for (const chain of chains) groups.set(chain[side], [...(groups.get(chain[side]) ?? []), chain]);
  for (const group of groups.values()) {
    const next = (chain: Chain) => {
      const vertex = chain.through.at(side === 'from' ? 1 : -2);
      const box = vertex === undefined ? undefined : places.get(vertex);
      return box === undefined ? 0 : box.y + box.height / 2;
    };
    const sorted = group.toSorted((a, b) => next(a) - next(b));
    for (const [index, chain] of sorted.entries()) {
      const vertex = chain.through.at(side === 'from' ? 0 : -1);
      const box = vertex === undefined ? undefined : places.get(vertex);
      if (box === undefined) continue;
      const gap = Math.min(END_GAP, (box.height - 16) / Math.max(1, sorted.length - 1));
      const y = box.y + box.height / 2 + (index - (sorted.length - 1) / 2) * gap;
      ends.set(chain, { x: side === 'from' ? box.x + box.width : box.x, y });
    }
  }
  return ends;
}

/** The parts of a graph that no edge joins, in the order of their first nodes. */
function components(graph: Graph): Graph[] {
  const dependents = dependentsOf(graph);
  const seen = new Set<string>();
  return [...graph.keys()].flatMap((start) => {
    if (seen.has(start)) return [];
    const members = new Set([start]);
    for (const node of members) {
      for (const other of [...(graph.get(node) ?? []), ...(dependents.get(node) ?? [])]) members.add(other);
    }
    for (const node of members) seen.add(node);
    return [new Map([...graph].filter(([node]) => members.has(node)))];
  });
}
