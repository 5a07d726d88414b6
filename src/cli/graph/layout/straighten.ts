import type { Layered, Vertex } from './layered.js';

const SWEEPS = 24;

/** Free space between two boxes of a column, and beside a bend, in pixels. */
const BOX_GAP = 26;
const BEND_GAP = 12;

/**
 * The height at which every vertex stands: near the mean of its neighbours, in the given order, without overlaps. Long
 * edges pull harder where they pass columns, so that they run straight.
 * @param heightOf pixels; 0 for a bend
 * @returns the middle of each vertex, the topmost edge of all at 0
 */
export function straighten(
  columns: readonly (readonly Vertex[])[],
  neighbours: Layered['neighbours'],
  heightOf: (vertex: Vertex) => number,
): ReadonlyMap<Vertex, number> {
  const middles = new Map<Vertex, number>();
  for (const column of columns) {
    for (const [vertex, middle] of placed(column, () => ({ middle: 0, weight: 1 }), heightOf)) {
      middles.set(vertex, middle);
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    // The last sweeps look both ways, the first only to where they come from.
    const bothSides = sweep >= SWEEPS / 2;
    const forward = sweep % 2 === 0;
    for (const column of forward ? columns : columns.toReversed()) {
      const wish = (vertex: Vertex) => wishOf(vertex, neighbours, middles, { forward, bothSides });
      for (const [vertex, middle] of placed(column, wish, heightOf)) middles.set(vertex, middle);
    }
  }
  const top = Math.min(...[...middles].map(([vertex, middle]) => middle - heightOf(vertex) / 2));
  return new Map([...middles].map(([vertex, middle]) => [vertex, middle - top]));
}

interface Wish {
  readonly middle: number;
  readonly weight: number;
}

function wishOf(
  vertex: Vertex,
  neighbours: Layered['neighbours'],
  middles: ReadonlyMap<Vertex, number>,
  { forward, bothSides }: { readonly forward: boolean; readonly bothSides: boolean },
): Wish {
  const { left, right } = neighbours.get(vertex) ?? { left: [], right: [] };
  const near = forward ? left : right;
  const others = bothSides || near.length === 0 ? [...left, ...right] : near;
  const weights = others.map((other) => pull(vertex, other));
  const weight = weights.reduce((sum, value) => sum + value, 0);
  if (weight === 0) return { middle: middles.get(vertex) ?? 0, weight: 0.1 };
  const sum = others.reduce(
    (total, other, index) => total + (middles.get(other) ?? 0) * (weights[index] ?? 0),
    0,
  );
  return { middle: sum / weight, weight };
}

function pull(a: Vertex, b: Vertex): number {
  const bends = (a.node === undefined ? 1 : 0) + (b.node === undefined ? 1 : 0);
  return [1, 2, 8][bends] ?? 1;
}

/** A run of vertices that touch each other and so move as one. */
interface Run {
  readonly vertices: number;
  /** Where the first of them would like to be. */
  readonly start: number;
  readonly weight: number;
}

/** The places nearest to all wishes that keep order and gaps: neighbours that overlap are joined until none do. */
function placed(
  column: readonly Vertex[],
  wish: (vertex: Vertex) => Wish,
  heightOf: (vertex: Vertex) => number,
): (readonly [Vertex, number])[] {
  const offsets = offsetsOf(column, heightOf);
  const runs: Run[] = [];
  for (const [index, vertex] of column.entries()) {
    const { middle, weight } = wish(vertex);
    let run: Run = { vertices: 1, start: middle - (offsets[index] ?? 0), weight };
    for (let before = runs.at(-1); before !== undefined && before.start > run.start; before = runs.at(-1)) {
      runs.pop();
      const total = before.weight + run.weight;
      run = {
        vertices: before.vertices + run.vertices,
        start: (before.start * before.weight + run.start * run.weight) / total,
        weight: total,
      };
    }
    runs.push(run);
  }
  const starts = runs.flatMap((run) => new Array<number>(run.vertices).fill(run.start));
  return column.map((vertex, index) => [vertex, (starts[index] ?? 0) + (offsets[index] ?? 0)]);
}

/** Middles of the vertices of a column that is packed as tightly as allowed. */
function offsetsOf(column: readonly Vertex[], heightOf: (vertex: Vertex) => number): number[] {
  let at = 0;
  return column.map((vertex, index) => {
    const before = column[index - 1];
    if (before !== undefined) {
      const gap = before.node === undefined || vertex.node === undefined ? BEND_GAP : BOX_GAP;
      at += heightOf(before) / 2 + gap + heightOf(vertex) / 2;
    }
    return at;
  });
}
