import type { Lookup } from '../interpolate/template.js';
import type { Variable } from '../request.js';
import type { VariableOrigin, VariableUse } from '../tree.js';

/** Variables by name, each with where it was set. Never changed; layers are put together to new ones. */
export class Variables {
  static readonly none = new Variables([]);
  readonly values: ReadonlyMap<string, Variable>;

  constructor(values: Iterable<readonly [string, Variable]>) {
    this.values = new Map(values);
  }

  static ofEnvironment(environment: Readonly<Record<string, string | undefined>>): Variables {
    const from: VariableOrigin = { kind: 'environment' };
    return new Variables(
      Object.entries(environment).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, { value, from }] as const],
      ),
    );
  }

  readonly lookup: Lookup = (name) => this.values.get(name)?.value;

  /** These, and of the others those that have another name. */
  orElse(others: ReadonlyMap<string, Variable>): Variables {
    return others.size === 0 ? this : new Variables([...others, ...this.values]);
  }

  /** These with one that the stack itself sets. */
  withOwn(name: string, value: string): Variables {
    if (this.lookup(name) === value) return this;
    return new Variables([...this.values, [name, { value, from: { kind: 'stack' } }]]);
  }

  use(name: string): VariableUse {
    const variable = this.values.get(name);
    return { name, value: variable?.value, from: variable?.from ?? { kind: 'unset' } };
  }
}
