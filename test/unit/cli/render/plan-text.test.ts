import { expect, it } from 'vitest';
import { planText } from '../../../../src/cli/render/plan-text.js';
import { lowerStack } from '../../../../src/lowering/lower-stack.js';
import type { Stack } from '../../../../src/model/stack.js';
import { reportPlan } from '../../../../src/orchestrator/report-plan.js';
import { planUp } from '../../../../src/reconcile/plan-up.js';
import { needs, ORIGIN, service, stack } from '../../lowering/stacks.js';
import { exited, NOTHING, reached, UP_DEFAULTS } from '../../reconcile/situations.js';

const SHOP = stack(
  {
    web: service({ depends_on: needs('api', 'service_started', { restart: true }) }),
    api: service({ depends_on: needs('db', 'service_healthy') }),
    db: service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] }),
    cache: service(),
  },
  { volumes: { data: { name: 'demo_data' } } },
);

function text(file: Stack, situation = NOTHING, options = {}, color = false): string {
  const plan = planUp(lowerStack(file, ORIGIN, []), situation, { ...UP_DEFAULTS, ...options });
  return planText(reportPlan(plan, situation.observation), color);
}

it('shows what a first up makes, in order, and what each waits for', () => {
  expect(text(SHOP, { ...NOTHING, images: new Map() })).toMatchInlineSnapshot(`
    "demo
    ├─ + network demo_default: create
    │       missing
    ├─ + volume demo_data: create
    │       missing
    ├─   image nginx:1.22: pull
    │       not in the store
    ├─ + container demo-api-1: create, start
    │       missing
    │       after container demo-db-1 is healthy
    ├─ + container demo-cache-1: create, start
    │       missing
    │       after create network demo_default, pull image nginx:1.22
    ├─ + container demo-db-1: create, start, wait until it is healthy
    │       missing
    │       wait: api needs it
    │       after create network demo_default, create volume demo_data, pull image nginx:1.22
    └─ + container demo-web-1: create, start
            missing
            after start container demo-api-1

    demo: 6 to create, 1 to pull
    "
  `);
});

it('shows changes with their causes, what is restarted for them, and what goes', () => {
  const before = stack({ ...SHOP.services, old: service() }, { volumes: SHOP.volumes ?? {} });
  const api = { ...SHOP.services.api, environment: { PORT: '81', TOKEN: 'x' } } as never;
  const after = stack({ ...SHOP.services, api }, { volumes: SHOP.volumes ?? {} });
  const situation = reached(before, ({ spec }) => (spec.name === 'demo-cache-1' ? { state: exited(2) } : {}));
  const options = { removeOrphans: true, wait: true };
  expect(text(after, situation, options)).toMatchInlineSnapshot(`
    "demo
    ├─   container demo-db-1: wait until it is healthy
    │       api needs it
    ├─ ~ container demo-cache-1: start, wait until it is ready
    │       not running (exited 2)
    │       wait: waiting was asked for
    ├─ - container demo-old-1: stop, remove
    │       orphan: the stack has no service old
    ├─ ~ container demo-web-1: stop, start, wait until it is ready
    │       api is restarted
    │       wait: waiting was asked for
    │       after start container demo-api-1
    └─ ~ container demo-api-1: recreate (stop, remove, create), start, wait until it is ready
            environment.PORT: none → 81
            environment.TOKEN changed
            wait: waiting was asked for
            after container demo-db-1 is healthy, stop container demo-web-1

    demo: 1 to wait for, 1 to start, 1 to remove, 1 to restart, 1 to recreate; 1 container stays as it is
    "
  `);
  expect(text(after, situation, options, true)).toContain('\u001b[31m-\u001b[39m container demo-old-1');
});

it('says so when there is nothing to do', () => {
  expect(text(SHOP, reached(SHOP, undefined, { db: 'healthy' }))).toBe(
    'demo: nothing to do; 4 containers stay as they are\n',
  );
  expect(text(stack({}))).toBe('demo: nothing to do\n');
});
