import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serviceOf } from '../../../src/lowering/labels.js';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import type { Stack } from '../../../src/model/stack.js';
import type { Situation } from '../../../src/reconcile/observed-stack.js';
import { changesAnything, type Plan, type PlanNode } from '../../../src/reconcile/plan.js';
import { planDown } from '../../../src/reconcile/plan-down.js';
import { planUp } from '../../../src/reconcile/plan-up.js';
import { printPlan } from '../../../src/reconcile/print-plan.js';
import { ORIGIN } from '../lowering/stacks.js';
import { anyStack } from './any-stack.js';
import { afterSteps } from './simulate.js';
import { NOTHING, UP_DEFAULTS } from './situations.js';

const OPTIONS = { ...UP_DEFAULTS, removeOrphans: true };
const IMAGES = new Map(['nginx:1.22', 'healthy', 'job'].map((name) => [name, `sha256:${name}`]));
const EMPTY: Situation = { ...NOTHING, images: IMAGES };

function up(file: Stack, situation: Situation, options: Partial<typeof OPTIONS> = {}): Plan {
  return planUp(lowerStack(file, ORIGIN, []), situation, { ...OPTIONS, ...options });
}

function reach(file: Stack, situation: Situation): Situation {
  return afterSteps(situation, up(file, situation).nodes);
}

/** Some of the steps, with all that they depend on: what was done when something broke in. */
function partOf(plan: Plan, isWanted: (index: number) => boolean): readonly PlanNode[] {
  const done = new Set<string>();
  return plan.nodes.filter(({ id, dependsOn }, index) => {
    const isDone = isWanted(index) && dependsOn.every((before) => done.has(before));
    if (isDone) done.add(id);
    return isDone;
  });
}

const anyPart = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });

it('every plan is in an order in which its steps can be done, and each says why', () => {
  fc.assert(
    fc.property(anyStack, anyStack, fc.boolean(), (before, after, all) => {
      const plan = up(after, reach(before, EMPTY), { recreate: all ? 'all' : 'changed', wait: all });
      const seen = new Set<string>();
      for (const { id, causes, dependsOn } of plan.nodes) {
        expect(dependsOn.filter((other) => !seen.has(other))).toEqual([]);
        expect(seen.has(id)).toBe(false);
        expect(causes).not.toEqual([]);
        seen.add(id);
      }
    }),
  );
});

it('once a plan is applied there is nothing to do', () => {
  fc.assert(
    fc.property(anyStack, anyStack, (before, after) => {
      const situation = reach(after, reach(before, EMPTY));
      expect(printPlan(up(after, situation))).toBe('');
    }),
  );
});

it('a plan that was interrupted anywhere is gone on with by the next, and down leaves nothing', () => {
  fc.assert(
    fc.property(anyStack, anyStack, anyPart, anyPart, (before, after, first, second) => {
      const start = reach(before, EMPTY);
      let broken = afterSteps(
        start,
        partOf(up(after, start), (index) => first[index] === true),
      );
      broken = afterSteps(
        broken,
        partOf(up(after, broken), (index) => second[index] === true),
      );
      expect(changesAnything(up(after, reach(after, broken)))).toBe(false);

      const down = planDown('demo', after, broken.observation, { volumes: true, removeOrphans: true });
      const some = afterSteps(
        broken,
        partOf(down, (index) => first[index] === true),
      );
      const rest = planDown('demo', after, some.observation, { volumes: true, removeOrphans: true });
      expect(afterSteps(some, rest.nodes).observation).toEqual({ containers: [], networks: [], volumes: [] });
    }),
    { numRuns: 100 },
  );
});

it('a container that is replaced hands its anonymous volumes on, also when that is interrupted anywhere', () => {
  fc.assert(
    fc.property(anyStack, anyStack, anyPart, (before, after, part) => {
      const start = reach(before, EMPTY);
      const broken = afterSteps(
        start,
        partOf(up(after, start), (index) => part[index] === true),
      );
      const later = reach(after, broken).observation.containers;
      for (const { spec, anonymousVolumes } of start.observation.containers) {
        const successor = later.find(
          (one) => one.spec.name === spec.name && serviceOf(one.spec.labels) === serviceOf(spec.labels),
        );
        for (const [target, volume] of Object.entries(successor?.anonymousVolumes ?? {})) {
          expect(anonymousVolumes[target] ?? volume).toBe(volume);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('volumes survive every change of the file', () => {
  fc.assert(
    fc.property(anyStack, anyStack, (before, after) => {
      const start = reach(before, EMPTY);
      const kinds = up(after, start).nodes.map(({ step }) => step.kind);
      expect(kinds).not.toContain('remove-volume');
    }),
  );
});
