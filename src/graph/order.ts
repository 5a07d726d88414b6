import { TscomposeError } from '../base/errors.js';
import { findCycle } from './cycle.js';
import { dependentsOf, type Graph } from './graph.js';

/**
 * Every node after all it depends on; nodes that are free at the same moment in sorted order.
 * @throws TscomposeError INTERNAL when there is a cycle: callers with input from outside look for it first
 */
export function topologicalOrder(graph: Graph): readonly string[] {
  const dependents = dependentsOf(graph);
  const missing = new Map<string, number>();
  for (const [node, dependencies] of graph) {
    missing.set(node, new Set(dependencies.filter((dependency) => graph.has(dependency))).size);
  }
  const order: string[] = [];
  let free = [...missing].filter(([, count]) => count === 0).map(([node]) => node);
  while (free.length > 0) {
    order.push(...free.sort());
    const next: string[] = [];
    for (const dependent of free.flatMap((node) => dependents.get(node) ?? [])) {
      const left = (missing.get(dependent) ?? 0) - 1;
      missing.set(dependent, left);
      if (left === 0) next.push(dependent);
    }
    free = next;
  }
  if (order.length < graph.size) {
    throw new TscomposeError('INTERNAL', `dependency cycle: ${(findCycle(graph) ?? []).join(' → ')}`);
  }
  return order;
}
