import { findCycle } from '../../graph/cycle.js';
import type { Place } from '../place.js';
import type { Problems } from '../problems.js';
import { child, entriesOf, type MapNode, quote } from '../tree.js';

/** Checks that only the whole stack shows: images, container names used twice, cycles of dependencies. */
export function checkServices(stack: MapNode, problems: Problems): void {
  const names = new Map<string, { readonly service: string; readonly at: Place }>();
  for (const [name, { key, value: service }] of entriesOf(child(stack, 'services'))) {
    const path = ['services', name];
    if (child(service, 'image') === undefined && !problems.concern([...path, 'image'])) {
      problems.add(key, path, '"image" is missing');
    }
    const containerName = child(service, 'container_name');
    if (containerName?.kind !== 'scalar') continue;
    const other = names.get(String(containerName.value));
    if (other === undefined) names.set(String(containerName.value), { service: name, at: containerName.at });
    else {
      const message = `the container name ${quote(String(containerName.value))} is taken by services.${other.service}`;
      problems.add(containerName.at, [...path, 'container_name'], message);
    }
  }
  checkCycles(stack, problems);
}

/** Reports one cycle after another: each found one is opened at its last step before the next is looked for. */
function checkCycles(stack: MapNode, problems: Problems): void {
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
    const dependencies = child(child(services, from), 'depends_on');
    const at = dependencies?.kind === 'map' ? dependencies.entries.get(to)?.key : undefined;
    problems.add(
      at ?? stack.at,
      ['services', from, 'depends_on', to],
      `dependency cycle: ${cycle.join(' → ')}`,
    );
  }
}
