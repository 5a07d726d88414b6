import { type Place, positionAt } from './place.js';
import type { StackPath } from './positions.js';
import type { RelatedPlace } from './provenance.js';

interface Use {
  readonly at: Place;
  readonly path: StackPath;
}

/** Variables that were taken as empty because nothing sets them, with every place that asked for them. */
export class UnsetVariables {
  /** By name, then by place: an env file that several services name is read for each of them. */
  private readonly uses = new Map<string, Map<string, Use>>();

  add(name: string, at: Place, path: StackPath): void {
    const uses = this.uses.get(name) ?? new Map<string, Use>();
    const place = `${at.offset} ${at.source.name}`;
    if (!uses.has(place)) uses.set(place, { at, path });
    this.uses.set(name, uses);
  }

  /** One warning per variable, at the first place that asks for it. */
  problems() {
    return [...this.uses].flatMap(([name, uses]) => {
      const [first, ...others] = [...uses.values()].sort(byPlace);
      if (first === undefined) return [];
      const count = others.length === 1 ? '1 more place' : `${others.length} more places`;
      const elsewhere = others.length === 0 ? '' : `, here and in ${count}`;
      const message = `the variable ${name} is not set and taken as empty${elsewhere}`;
      return [{ ...first, message, node: undefined, more: others.map((use) => related(name, use)) }];
    });
  }
}

function related(name: string, { at }: Use): RelatedPlace {
  return { ...positionAt(at), message: `${name} is used here too` };
}

function byPlace(a: Use, b: Use): number {
  return a.at.source.order - b.at.source.order || a.at.offset - b.at.offset;
}
