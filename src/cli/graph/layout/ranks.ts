import { dependentsOf, type Graph } from '../../../graph/graph.js';
import { topologicalOrder } from '../../../graph/order.js';

type Ranks = Map<string, number>;

const PASSES = 8;

/**
 * The column of every node, from 0: dependencies stand to the right of what depends on them, so that edges are short.
 * Starts once with everything as far left as it can be and once as far right, lets nodes move, and takes the better.
 * @param graph without cycles, and with no dependency that is not a node
 */
export function ranksOf(graph: Graph): ReadonlyMap<string, number> {
  const dependents = dependentsOf(graph);
  const dependenciesFirst = topologicalOrder(graph);
  const fromLeft: Ranks = new Map();
  for (const node of dependenciesFirst.toReversed()) {
    fromLeft.set(node, Math.max(-1, ...ranksIn(fromLeft, dependents.get(node))) + 1);
  }
  const fromRight: Ranks = new Map();
  for (const node of dependenciesFirst) {
    fromRight.set(node, Math.min(1, ...ranksIn(fromRight, graph.get(node))) - 1);
  }
  const [first, second] = [fromLeft, fromRight].map((ranks) => shortened(graph, dependents, ranks));
  const best =
    first !== undefined && second !== undefined && total(graph, first) <= total(graph, second)
      ? first
      : second;
  const ranks = best ?? fromLeft;
  const least = Math.min(...ranks.values());
  return new Map([...ranks].map(([node, rank]) => [node, rank - least]));
}

/** Moves nodes, within what their neighbours allow, to the side on which they have more of them. */
function shortened(graph: Graph, dependents: ReadonlyMap<string, readonly string[]>, start: Ranks): Ranks {
  const ranks = new Map(start);
  for (let pass = 0, moved = true; moved && pass < PASSES; pass += 1) {
    moved = false;
    for (const [node, dependencies] of graph) {
      const before = ranksIn(ranks, dependents.get(node));
      const after = ranksIn(ranks, dependencies);
      const pull = after.length - before.length;
      if (pull === 0) continue;
      const rank = pull > 0 ? Math.min(...after) - 1 : Math.max(...before) + 1;
      moved ||= rank !== ranks.get(node);
      ranks.set(node, rank);
    }
  }
  return ranks;
}

function ranksIn(ranks: Ranks, nodes: readonly string[] = []): number[] {
  return nodes.map((node) => ranks.get(node) ?? 0);
}

function total(graph: Graph, ranks: Ranks): number {
  return [...graph].reduce(
    (sum, [node, dependencies]) =>
      sum +
      dependencies.reduce((length, other) => length + (ranks.get(other) ?? 0) - (ranks.get(node) ?? 0), 0),
    0,
  );
}
