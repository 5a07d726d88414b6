import type { Layered, Vertex } from './layered.js';

/** Passes over all columns; more change nothing that one would see. */
const SWEEPS = 16;

/** Orders every column so that few edges cross: again and again each vertex goes to the mean place of its neighbours. */
export function untangle({ columns, neighbours }: Layered): Vertex[][] {
  let order = columns;
  let best = { order, crossings: crossings(order, neighbours) };
  for (let sweep = 0; sweep < SWEEPS && best.crossings > 0; sweep += 1) {
    order = sweepOver(order, neighbours, sweep % 2 === 0 ? 'left' : 'right');
    const count = crossings(order, neighbours);
    if (count < best.crossings) best = { order, crossings: count };
  }
  return best.order;
}

function sweepOver(
  columns: Vertex[][],
  neighbours: Layered['neighbours'],
  side: 'left' | 'right',
): Vertex[][] {
  const result = [...columns];
  const indices = [...columns.keys()];
  for (const index of side === 'left' ? indices : indices.reverse()) {
    const beside = placesOf(result[side === 'left' ? index - 1 : index + 1] ?? []);
    const column = result[index] ?? [];
    const means = new Map(
      column.map((vertex, place) => {
        const places = (neighbours.get(vertex)?.[side] ?? []).map((other) => beside.get(other) ?? 0);
        return [vertex, places.length === 0 ? place : mean(places)];
      }),
    );
    result[index] = [...column].sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
  }
  return result;
}

/** How many pairs of edges cross between neighbouring columns. */
function crossings(columns: readonly Vertex[][], neighbours: Layered['neighbours']): number {
  let count = 0;
  for (const [index, column] of columns.slice(0, -1).entries()) {
    const right = placesOf(columns[index + 1] ?? []);
    const ends = column.flatMap((vertex) =>
      (neighbours.get(vertex)?.right ?? []).map((other) => right.get(other) ?? 0).sort((a, b) => a - b),
    );
    count += inversions(ends, columns[index + 1]?.length ?? 0);
  }
  return count;
}

/** Pairs of places in the wrong order, counted with a tree of sums (Fenwick, 1994). */
function inversions(places: readonly number[], size: number): number {
  const sums = new Array<number>(size + 1).fill(0);
  let count = 0;
  for (const [seen, place] of places.entries()) {
    let notAfter = 0;
    for (let index = place + 1; index > 0; index -= index & -index) notAfter += sums[index] ?? 0;
    count += seen - notAfter;
    for (let index = place + 1; index <= size; index += index & -index) sums[index] = (sums[index] ?? 0) + 1;
  }
  return count;
}

function placesOf(column: readonly Vertex[]): ReadonlyMap<Vertex, number> {
  return new Map(column.map((vertex, place) => [vertex, place]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
