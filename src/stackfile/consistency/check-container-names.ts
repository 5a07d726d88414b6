import type { Problems } from '../problems.js';
import { child, entriesOf, type MapNode, plainText, quote } from '../tree.js';

/** Two services can't have containers of one name. */
export function checkContainerNames(stack: MapNode, problems: Problems): void {
  const owners = new Map<string, string>();
  for (const [service, { value }] of entriesOf(child(stack, 'services'))) {
    const node = child(value, 'container_name');
    const name = plainText(node);
    if (node === undefined || name === '') continue;
    const owner = owners.get(name);
    if (owner === undefined) owners.set(name, service);
    else {
      const message = `the container name ${quote(name)} is taken by services.${owner}`;
      problems.add(node.at, ['services', service, 'container_name'], message, node);
    }
  }
}
