import { findCycle } from '../../graph/cycle.js';
import type { Problems } from '../problems.js';
import { child, entriesOf, keyPlace, type MapNode } from '../tree.js';

/** Reports one cycle of dependencies after another: each is opened at its last step before the next is looked for. */
export function checkCycles(stack: MapNode, problems: Problems): void {
  const services = child(stack, 'services');
  const graph = new Map(
    [...entriesOf(services)].map(([name, { value }]) => [
      name,
      [...entriesOf(child(value, 'depends_on'))].map(([other]) => other),
    ]),
  );
  for (let cycle = findCycle(graph); cycle !== undefined; cycle = findCycle(graph)) {
    const [from = '', to = ''] = cycle.slice(-2);
    graph.set(
      from,
      (graph.get(from) ?? []).filter((other) => other !== to),
    );
    const dependencies = child(child(services, from), 'depends_on') ?? stack;
    const message = `dependency cycle: ${cycle.join(' → ')}`;
    problems.add(keyPlace(dependencies, to), ['services', from, 'depends_on', to], message);
  }
}
