import { expect, it } from 'vitest';
import type { Stack } from '../../../src/model/stack.js';
import { type DownOptions, planDown, planStop } from '../../../src/reconcile/plan-down.js';
import { printPlan } from '../../../src/reconcile/print-plan.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { exited, NOTHING, reached } from './situations.js';

const SHOP = stack(
  {
    web: service({
      depends_on: { ...needs('api', 'service_started'), ...needs('cache', 'service_started') },
    }),
    api: service({ depends_on: needs('db', 'service_healthy') }),
    db: service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] }),
    cache: service(),
  },
  { volumes: { data: { name: 'demo_data' } } },
);

function downText(
  situation: ReturnType<typeof reached>,
  file?: Stack,
  options: Partial<DownOptions> = {},
): string {
  return printPlan(
    planDown('demo', file, situation.observation, { volumes: false, removeOrphans: false, ...options }),
  );
}

it('stops in reverse order of dependency from labels alone, and keeps volumes', () => {
  expect(downText(reached(SHOP))).toMatchInlineSnapshot(`
    "1. stop container demo-web-1: the stack is taken down
    2. remove container demo-web-1: the stack is taken down [after 1]
    3. stop container demo-api-1: the stack is taken down [after 1]
    4. stop container demo-cache-1: the stack is taken down [after 1]
    5. remove container demo-api-1: the stack is taken down [after 3]
    6. remove container demo-cache-1: the stack is taken down [after 4]
    7. stop container demo-db-1: the stack is taken down [after 3]
    8. remove container demo-db-1: the stack is taken down [after 7]
    9. remove network demo_default: the stack is taken down [after 2, 5, 6, 8]
    "
  `);
});

it('removes volumes when asked', () => {
  expect(
    downText(reached(stack({ db: service() }), undefined), undefined, { volumes: true }),
  ).toMatchInlineSnapshot(`
    "1. stop container demo-db-1: the stack is taken down
    2. remove container demo-db-1 with its anonymous volumes: the stack is taken down [after 1]
    3. remove network demo_default: the stack is taken down [after 2]
    "
  `);
  expect(downText(reached(SHOP), SHOP, { volumes: true, timeoutMs: 0 })).toContain('remove volume demo_data');
});

it('stops across a service that is not running', () => {
  const situation = reached(SHOP, ({ spec }) => (spec.name === 'demo-api-1' ? { state: exited(0) } : {}));
  expect(downText(situation)).toMatch(/stop container demo-db-1: .* \[after 2\]/);
});

it('leaves orphans and the network they are on, with warnings', () => {
  const file = stack({ web: service() });
  expect(downText(reached(stack({ web: service(), old: service() })), file)).toMatchInlineSnapshot(`
    "1. stop container demo-web-1: the stack is taken down
    2. remove container demo-web-1: the stack is taken down [after 1]
    warning: network demo_default stays: demo-old-1 is on it; --remove-orphans takes it along
    "
  `);
});

it('leaves other stacks and external objects alone', () => {
  const other = { ...SHOP, name: 'other' };
  expect(downText(reached(other))).toBe('');
  expect(downText(NOTHING)).toBe('');
});

it('copes with labels of different ages that form a cycle', () => {
  const file = stack({
    a: service({ depends_on: needs('b', 'service_started') }),
    b: service(),
  });
  const flipped = stack({ a: service(), b: service({ depends_on: needs('a', 'service_started') }) });
  const [a] = reached(file).observation.containers;
  const [, b] = reached(flipped).observation.containers;
  if (a === undefined || b === undefined) throw new Error('no containers');
  const observation = { ...NOTHING.observation, containers: [a, b] };
  const text = printPlan(planDown('demo', undefined, observation, { volumes: false, removeOrphans: false }));
  expect(text.match(/remove container/g)).toHaveLength(2);
});

it('stops only the named services', () => {
  const { observation } = reached(SHOP);
  expect(printPlan(planStop('demo', observation, { services: ['db', 'api'] }))).toMatchInlineSnapshot(`
    "1. stop container demo-api-1: stopping was asked for
    2. stop container demo-db-1: stopping was asked for [after 1]
    "
  `);
});
