import type { Problems } from '../problems.js';
import { child, entriesOf, keyPlace, type MapNode } from '../tree.js';
import { either } from '../validate/wording.js';

/** A config or secret has exactly one source, unless a driver or the platform has it. */
export function checkFileSources(
  stack: MapNode,
  section: 'configs' | 'secrets',
  sources: readonly string[],
  problems: Problems,
): void {
  const words = either(sources.map((source) => JSON.stringify(source)));
  for (const [name, { key, value }] of entriesOf(child(stack, section))) {
    const path = [section, name];
    if (value.kind !== 'map' || problems.isRefused(value)) continue;
    const [first, second] = [...value.entries.keys()].filter((attribute) => sources.includes(attribute));
    if (first !== undefined && second !== undefined) {
      const message = `"${second}" cannot stand beside "${first}"; the content has one source`;
      problems.add(keyPlace(value, second), [...path, second], message);
    }
    if (first !== undefined || value.entries.has('external')) continue;
    if (section === 'configs' && value.entries.has('driver')) continue;
    if (section === 'secrets' && value.entries.has('driver')) {
      // The driver alone satisfies one rule of Docker Compose, and breaks the next.
      problems.add(key, path, `has no source; it needs ${words} beside the driver`, value);
    } else {
      problems.add(key, path, `has no source; it needs ${words}, or "external: true"`, value);
    }
  }
}
