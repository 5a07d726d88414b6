import type { Graph } from './graph.js';

/**
 * Finds a cycle. Nodes and edges are tried in sorted order, so that the same graph always names the same cycle.
 * @returns the nodes in order of dependency with the first repeated at the end (`a, b, a`), or undefined
 */
export function findCycle(graph: Graph): readonly string[] | undefined {
  const finished = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    const cycle = searchFrom(start, graph, finished);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Depth-first with an explicit stack: a chain of services may be longer than the call stack is deep. */
function searchFrom(start: string, graph: Graph, finished: Set<string>): readonly string[] | undefined {
  if (finished.has(start)) return undefined;
  const path = [start];
  const open = new Set(path);
  const branches = [sortedDependencies(graph, start)];
  for (let branch = branches.at(-1); branch !== undefined; branch = branches.at(-1)) {
    const next = branch.shift();
    if (next === undefined) {
      branches.pop();
      const node = path.pop();
      if (node === undefined) break;
      open.delete(node);
      finished.add(node);
    } else if (open.has(next)) {
      return [...path.slice(path.indexOf(next)), next];
    } else if (!finished.has(next)) {
      path.push(next);
      open.add(next);
      branches.push(sortedDependencies(graph, next));
    }
  }
  return undefined;
}

function sortedDependencies(graph: Graph, node: string): string[] {
  return (graph.get(node) ?? []).filter((dependency) => graph.has(dependency)).sort();
}

/** The same graph without the edges that close a cycle; which ones go is deterministic. */
export function withoutCycles(graph: Graph): Graph {
  const acyclic = new Map([...graph].map(([node, dependencies]) => [node, [...dependencies]]));
  for (let cycle = findCycle(acyclic); cycle !== undefined; cycle = findCycle(acyclic)) {
    const [from, to] = cycle.slice(-2);
    if (from === undefined || to === undefined) break;
    acyclic.set(
      from,
      (acyclic.get(from) ?? []).filter((dependency) => dependency !== to),
    );
  }
  return acyclic;
}
