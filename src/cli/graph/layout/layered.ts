import type { Graph } from '../../../graph/graph.js';
import { ranksOf } from './ranks.js';

/** A node of the drawing, or a bend: the place where a long edge passes a column. */
export interface Vertex {
  /** Absent: a bend. */
  readonly node?: string;
}

/** Neighbours of a vertex in the columns beside it. */
export interface Neighbours {
  readonly left: Vertex[];
  readonly right: Vertex[];
}

/** An edge of the graph with the vertices it runs through, both ends included. */
export interface Chain {
  readonly from: string;
  readonly to: string;
  readonly through: readonly Vertex[];
}

/** A graph whose every edge joins neighbouring columns. */
export interface Layered {
  readonly columns: Vertex[][];
  readonly neighbours: ReadonlyMap<Vertex, Neighbours>;
  readonly chains: readonly Chain[];
}

/** @param graph without cycles */
export function layered(graph: Graph): Layered {
  const ranks = ranksOf(graph);
  const columns: Vertex[][] = [];
  const neighbours = new Map<Vertex, Neighbours>();
  const add = (vertex: Vertex, rank: number): Vertex => {
    const column = columns[rank] ?? [];
    columns[rank] = column;
    column.push(vertex);
    neighbours.set(vertex, { left: [], right: [] });
    return vertex;
  };
  for (let rank = 0; rank <= Math.max(0, ...ranks.values()); rank += 1) columns[rank] = [];
  const vertices = new Map([...ranks].map(([node, rank]) => [node, add({ node }, rank)]));
  const chains = [...graph].flatMap(([from, dependencies]) =>
    [...new Set(dependencies)].flatMap((to) => {
      const [start, end] = [vertices.get(from), vertices.get(to)];
      if (start === undefined || end === undefined) return [];
      const through = [start];
      for (let rank = (ranks.get(from) ?? 0) + 1; rank < (ranks.get(to) ?? 0); rank += 1) {
        through.push(add({}, rank));
      }
      through.push(end);
      for (const [index, vertex] of through.slice(1).entries()) {
        const before = through[index];
        if (before === undefined) continue;
        neighbours.get(before)?.right.push(vertex);
        neighbours.get(vertex)?.left.push(before);
      }
      return [{ from, to, through }];
    }),
  );
  return { columns, neighbours, chains };
}
