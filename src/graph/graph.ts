/** A directed graph as node → the nodes it depends on. Dependencies that are no nodes themselves are ignored. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Node → the nodes that depend on it; every node of the graph is a key. */
export function dependentsOf(graph: Graph): Map<string, string[]> {
  const dependents = new Map<string, string[]>([...graph.keys()].map((node) => [node, []]));
  for (const [node, dependencies] of graph) {
    for (const dependency of new Set(dependencies)) dependents.get(dependency)?.push(node);
  }
  return dependents;
}

/** The given nodes and everything they depend on, directly or not. */
export function closure(graph: Graph, from: Iterable<string>): Set<string> {
  const reached = new Set<string>();
  const pending = [...from];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached.has(node) || !graph.has(node)) continue;
    reached.add(node);
    pending.push(...(graph.get(node) ?? []));
  }
  return reached;
}
