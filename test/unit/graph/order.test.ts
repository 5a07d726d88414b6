import fc from 'fast-check';
import { expect, it } from 'vitest';
import { topologicalOrder } from '../../../src/graph/order.js';
import { acyclicGraph } from './random-graph.js';

it('puts every node after its dependencies, once', () => {
  fc.assert(
    fc.property(acyclicGraph, (graph) => {
      const order = topologicalOrder(graph);
      expect([...order].sort()).toEqual([...graph.keys()].sort());
      for (const [node, dependencies] of graph) {
        for (const dependency of dependencies) {
          expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(node));
        }
      }
    }),
  );
});

it('does not depend on the order of insertion', () => {
  fc.assert(
    fc.property(acyclicGraph, (graph) => {
      expect(topologicalOrder(new Map([...graph].reverse()))).toEqual(topologicalOrder(graph));
    }),
  );
});
