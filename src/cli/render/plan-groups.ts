import type { PlannedStep } from '../../spec/plan-report.js';

/** All that a plan does to one object. */
export interface StepGroup {
  readonly kind: PlannedStep['kind'];
  readonly name: string;
  readonly steps: readonly PlannedStep[];
  /** `recreate (stop, remove, create)`, `start`. */
  readonly words: readonly string[];
  /** The most that happens, in one word. */
  readonly outcome: string;
  readonly becomes: 'create' | 'remove' | 'change' | 'other';
  /** Ids of the steps of other objects that must be done before, but for those that others of them need anyway. */
  readonly before: ReadonlySet<string>;
}

/** In order of their first steps. */
export function groupSteps(steps: readonly PlannedStep[]): readonly StepGroup[] {
  const byObject = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const key = `${step.kind} ${step.name}`;
    byObject.set(key, [...(byObject.get(key) ?? []), step]);
  }
  const needed = transitiveNeeds(steps);
  return [...byObject.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { kind, name } = first;
    return [{ kind, name, steps: group, ...outcomeOf(group), before: outerNeeds(group, needed) }];
  });
}

function outcomeOf(steps: readonly PlannedStep[]): Pick<StepGroup, 'words' | 'outcome' | 'becomes'> {
  const replacing = steps.filter(({ replaces }) => replaces);
  const recreate = replacing.length === 0 ? [] : [`recreate (${replacing.map(wordOf).join(', ')})`];
  const words = [...recreate, ...steps.filter(({ replaces }) => !replaces).map(wordOf)];
  const has = (action: PlannedStep['action']) => steps.some((step) => step.action === action);
  if (recreate.length > 0 || (has('remove') && has('create'))) {
    return { words, outcome: 'recreate', becomes: 'change' };
  }
  if (has('create')) return { words, outcome: 'create', becomes: 'create' };
  if (has('remove')) return { words, outcome: 'remove', becomes: 'remove' };
  if (has('stop')) return { words, outcome: has('start') ? 'restart' : 'stop', becomes: 'change' };
  if (has('start')) return { words, outcome: 'start', becomes: 'change' };
  if (has('update')) return { words, outcome: 'update', becomes: 'change' };
  return { words, outcome: has('wait') ? 'wait for' : 'pull', becomes: 'other' };
}

function wordOf({ action, condition, optional, platform, current, volumes }: PlannedStep): string {
  switch (action) {
    case 'wait':
      return `wait until it is ${condition}${optional ? ', and go on if it is not' : ''}`;
    case 'pull':
      return `pull${platform === undefined ? '' : ` for ${platform}`}${current ? ' (is there)' : ''}`;
    case 'remove':
      return volumes ? 'remove with its anonymous volumes' : 'remove';
    default:
      return action;
  }
}

function outerNeeds(
  group: readonly PlannedStep[],
  needed: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const own = new Set(group.map(({ id }) => id));
  const outer = [...new Set(group.flatMap(({ after }) => after))].filter((id) => !own.has(id));
  return new Set(outer.filter((id) => !outer.some((other) => needed.get(other)?.has(id))));
}

/** Step → all that must be done before it. Steps come after what they need. */
function transitiveNeeds(steps: readonly PlannedStep[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needed = new Map<string, ReadonlySet<string>>();
  for (const { id, after } of steps) {
    needed.set(id, new Set(after.flatMap((before) => [before, ...(needed.get(before) ?? [])])));
  }
  return needed;
}
