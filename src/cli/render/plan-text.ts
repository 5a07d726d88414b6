import type { PlannedStep, PlanReport } from '../../spec/plan-report.js';
import { groupSteps, type StepGroup } from './plan-groups.js';

/** Marks of what becomes of an object, and their colours (ECMA-48 SGR). */
const MARKS = {
  create: ['+', 32],
  remove: ['-', 31],
  change: ['~', 33],
  other: [' ', 39],
} as const;

/**
 * The plan as a tree: below each container, network, volume and image that it touches, why, and what must be done before.
 * @param color whether marks are coloured
 */
export function planText(report: PlanReport, color: boolean): string {
  const groups = groupSteps(report.steps);
  const lines = groups.flatMap((group, index) => {
    const isLast = index === groups.length - 1;
    const [branch, stem] = isLast ? ['└─', '   '] : ['├─', '│  '];
    const title = `${branch} ${mark(group, color)} ${group.kind} ${group.name}: ${group.words.join(', ')}`;
    return [title, ...detailsOf(group, report.steps).map((line) => `${stem}     ${line}`)];
  });
  const tree = lines.length === 0 ? [] : [report.stack, ...lines, ''];
  return [...tree, summary(report, groups), ''].join('\n');
}

function mark({ becomes }: StepGroup, color: boolean): string {
  const [sign, code] = MARKS[becomes];
  return color ? `\u001b[${code}m${sign}\u001b[39m` : sign;
}

/** Causes, once where steps share them, and then the steps elsewhere that come before. */
function detailsOf({ steps, before }: StepGroup, all: readonly PlannedStep[]): readonly string[] {
  const [first] = steps;
  const main = first?.causes ?? [];
  const others = steps.flatMap(({ action, causes }) =>
    causes.filter((cause) => !main.includes(cause)).map((cause) => `${action}: ${cause}`),
  );
  const causes = [...main, ...others];
  const names = all.filter(({ id }) => before.has(id)).map(nameOf);
  return names.length === 0 ? causes : [...causes, `after ${names.join(', ')}`];
}

function nameOf({ action, kind, name, condition }: PlannedStep): string {
  return action === 'wait' ? `${kind} ${name} is ${condition}` : `${action} ${kind} ${name}`;
}

/** `1 to create, 2 to recreate; 3 containers stay as they are`. */
function summary({ stack, changes, unchanged }: PlanReport, groups: readonly StepGroup[]): string {
  const counts = new Map<string, number>();
  for (const { outcome, steps } of groups) {
    if (steps.some(({ current }) => !current)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const parts = [...counts].map(([outcome, count]) => `${count} to ${outcome}`);
  const todo = changes ? parts.join(', ') : 'nothing to do';
  const stays = unchanged.length === 1 ? 'container stays as it is' : 'containers stay as they are';
  return `${stack}: ${todo}${unchanged.length === 0 ? '' : `; ${unchanged.length} ${stays}`}`;
}
