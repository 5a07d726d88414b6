import fc from 'fast-check';

const NODES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Graphs without cycles: every node depends only on earlier ones, in a shuffled insertion order. */
export const acyclicGraph = fc
  .tuple(
    fc.integer({ min: 0, max: NODES.length }),
    fc.array(fc.tuple(fc.nat(NODES.length - 1), fc.nat(NODES.length - 1)), { maxLength: 20 }),
    fc.shuffledSubarray(NODES, { minLength: NODES.length }),
  )
  .map(([size, pairs, order]) => {
    const graph = new Map<string, string[]>();
    for (const node of order) if (NODES.indexOf(node) < size) graph.set(node, []);
    for (const [left, right] of pairs) {
      const dependency = NODES[Math.min(left, right)];
      if (left !== right && dependency !== undefined && graph.has(dependency)) {
        graph.get(NODES[Math.max(left, right)] ?? '')?.push(dependency);
      }
    }
    return graph;
  });

/** Any graph, cycles and all. */
export const anyGraph = fc
  .uniqueArray(fc.constantFrom(...NODES), { maxLength: NODES.length })
  .chain((nodes) =>
    fc
      .tuple(...nodes.map(() => fc.uniqueArray(fc.constantFrom(...NODES), { maxLength: 3 })))
      .map((edges) => new Map(nodes.map((node, index) => [node, edges[index] ?? []]))),
  );
