import { child, type Entry, itemsOf, type MapNode, withValues } from '../tree.js';

/** Leaves empty name servers out, as `dns: ["${UNSET}"]` brings them. */
export function omitEmpty(stack: MapNode): MapNode {
  const services = child(stack, 'services');
  if (services?.kind !== 'map') return stack;
  let changed: Map<string, Entry> | undefined;
  for (const [name, entry] of services.entries) {
    const service = entry.value;
    const dns = child(service, 'dns');
    const items = itemsOf(dns).filter((item) => item.kind !== 'scalar' || (item.value ?? '') !== '');
    if (service.kind !== 'map' || dns?.kind !== 'list' || items.length === dns.items.length) continue;
    changed ??= new Map(services.entries);
    changed.set(name, { ...entry, value: withValues(service, { dns: { ...dns, items } }) });
  }
  return changed === undefined ? stack : withValues(stack, { services: { ...services, entries: changed } });
}
