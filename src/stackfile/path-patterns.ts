/**
 * Values that belong to places of the stack, by pattern (`services.*.ports`), found step by step on the way down
 * a tree: `*` stands for any key or list index, a key that is written out goes before it.
 */
export class PathPatterns<Value> {
  private found: Value | undefined;
  private readonly children = new Map<string, PathPatterns<Value>>();

  constructor(table: Readonly<Record<string, Value>>) {
    for (const [pattern, value] of Object.entries(table)) this.place(pattern.split('.'), value);
  }

  /** What belongs to this very place. */
  get value(): Value | undefined {
    return this.found;
  }

  /** The patterns one step further down; undefined when none goes there. */
  at(step: string | number): PathPatterns<Value> | undefined {
    return this.children.get(String(step)) ?? this.children.get('*');
  }

  private place(steps: readonly string[], value: Value): void {
    const [step, ...rest] = steps;
    if (step === undefined) {
      this.found = value;
      return;
    }
    const next = this.children.get(step) ?? new PathPatterns<Value>({});
    this.children.set(step, next);
    next.place(rest, value);
  }
}
