import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findCycle, withoutCycles } from '../../../src/graph/cycle.js';
import { topologicalOrder } from '../../../src/graph/order.js';
import { acyclicGraph, anyGraph } from './random-graph.js';

it('names the cycle in order, its first node repeated', () => {
  const graph = new Map([
    ['entry', ['a']],
    ['a', ['b', 'leaf']],
    ['b', ['c']],
    ['c', ['a']],
    ['leaf', []],
  ]);
  expect(findCycle(graph)).toEqual(['a', 'b', 'c', 'a']);
});

it('takes a node that depends on itself for a cycle', () => {
  expect(findCycle(new Map([['a', ['a']]]))).toEqual(['a', 'a']);
});

it('finds none where there is none', () => {
  fc.assert(fc.property(acyclicGraph, (graph) => findCycle(graph) === undefined));
});

it('names only edges that exist, and agrees with the order on whether there is a cycle', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const cycle = findCycle(graph);
      if (cycle === undefined) {
        expect(topologicalOrder(graph)).toHaveLength(graph.size);
        return;
      }
      expect(cycle[0]).toBe(cycle.at(-1));
      cycle.slice(1).forEach((node, index) => {
        expect(graph.get(cycle[index] ?? '')).toContain(node);
      });
      expect(() => topologicalOrder(graph)).toThrow(cycle.join(' → '));
    }),
  );
});

it('survives a chain longer than the call stack', () => {
  const length = 50_000;
  const graph = new Map(Array.from({ length }, (_, n) => [`n${n}`, [`n${(n + 1) % length}`]]));
  expect(findCycle(graph)).toHaveLength(length + 1);
});

it('removes only edges that close a cycle', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const acyclic = withoutCycles(graph);
      expect(findCycle(acyclic)).toBeUndefined();
      if (findCycle(graph) === undefined) expect(acyclic).toEqual(graph);
    }),
  );
});
