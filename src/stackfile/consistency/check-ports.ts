import type { Problems } from '../problems.js';
import { child, entriesOf, itemsOf, type MapNode, plainText } from '../tree.js';

/** Docker Compose finds out only when the second container starts; the stack is accepted, with a warning. */
export function warnOfSharedPorts(stack: MapNode, problems: Problems): void {
  const owners = new Map<string, string>();
  for (const [service, { value }] of entriesOf(child(stack, 'services'))) {
    for (const [index, port] of itemsOf(child(value, 'ports')).entries()) {
      const [published, ip, protocol] = ['published', 'host_ip', 'protocol'].map((key) =>
        plainText(child(port, key)),
      );
      // One of a range may be free.
      if (!/^\d+$/.test(published ?? '') || published === '0') continue;
      const socket = `${ip === '0.0.0.0' ? '' : ip} ${published} ${protocol}`;
      const owner = owners.get(socket);
      owners.set(socket, owner ?? service);
      if (owner === undefined || owner === service) continue;
      const message = `host port ${published} is published by services.${owner} too; only one of them can start`;
      problems.warn(port.at, ['services', service, 'ports', index], message);
    }
  }
}
