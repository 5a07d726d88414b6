import { expect, it } from 'vitest';
import type { Stack } from '../../../src/model/stack.js';
import { planStop } from '../../../src/reconcile/plan-down.js';
import { planRemove } from '../../../src/reconcile/plan-remove.js';
import { planRestart, type RestartOptions } from '../../../src/reconcile/plan-restart.js';
import { planStart } from '../../../src/reconcile/plan-start.js';
import { printPlan } from '../../../src/reconcile/print-plan.js';
import type { ObservedContainer } from '../../../src/spec/container.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { exited, NOTHING, reached } from './situations.js';

const SHOP = stack({
  web: service({
    scale: 2,
    depends_on: {
      ...needs('db', 'service_healthy', { restart: true }),
      ...needs('migrate', 'service_completed_successfully'),
    },
  }),
  db: service(),
  migrate: service({ depends_on: needs('db', 'service_started') }),
});

function stopped(...services: readonly string[]) {
  return ({ spec }: ObservedContainer) =>
    services.includes(spec.name.split('-')[1] ?? '') ? { state: exited(0) } : {};
}

function startText(file: Stack | undefined, situation = reached(SHOP), services: readonly string[] = []) {
  return printPlan(
    planStart('demo', situation, { services, ...(file === undefined ? {} : { stack: file }) }),
  );
}

function restartText(options: Partial<RestartOptions>, file = SHOP) {
  const all = { services: [], withoutDependents: false, stack: file, ...options };
  return printPlan(planRestart('demo', reached(file).observation, all));
}

it('starts what does not run, with the conditions of its dependencies, by file or labels', () => {
  const situation = reached(SHOP, stopped('web', 'migrate'), { db: 'healthy' });
  const text = startText(SHOP, situation);
  expect(text).toMatchInlineSnapshot(`
    "1. start container demo-migrate-1: starting was asked for
    2. wait until container demo-migrate-1 is completed: web needs it [after 1]
    3. start container demo-web-1: starting was asked for [after 2]
    4. start container demo-web-2: starting was asked for [after 2]
    "
  `);
  expect(startText(undefined, situation)).toBe(text);
  const done = reached(SHOP, stopped('migrate'), { db: 'healthy' });
  expect(startText(SHOP, done, ['db'])).toBe('');
});

it('awaits what running containers need, too', () => {
  const situation = reached(SHOP, () => ({}), { db: 'unhealthy' });
  expect(startText(SHOP, situation)).toMatchInlineSnapshot(`
    "1. wait until container demo-db-1 is healthy: web needs it
    2. wait until container demo-migrate-1 is completed: web needs it
    "
  `);
  expect(startText(SHOP, situation, ['migrate'])).toBe('');
});

it('starts what the named services depend on, too, and nothing else', () => {
  const situation = reached(SHOP, stopped('web', 'db', 'migrate'));
  expect(startText(SHOP, situation, ['migrate'])).toMatchInlineSnapshot(`
    "1. start container demo-db-1: starting was asked for
    2. start container demo-migrate-1: starting was asked for [after 1]
    "
  `);
});

it('starts nothing when a service has no container, unless it is to have none', () => {
  expect(() => startText(SHOP, NOTHING)).toThrow('service "db" has no container to start');
  expect(startText(stack({ web: service({ scale: 0 }) }), NOTHING)).toBe('');
});

it('starts and restarts replicas that share host ports in order', () => {
  const ports = [{ mode: 'ingress', target: 80, protocol: 'tcp', published: '8000-8001' }] as const;
  const file = stack({ web: service({ scale: 2, ports }) });
  expect(startText(file, reached(file, stopped('web')))).toContain(
    'start container demo-web-2: starting was asked for [after 1]',
  );
  expect(restartText({}, file)).toContain('restart container demo-web-2: restarting was asked for [after 1]');
});

it('restarts dependents that want it after what they depend on', () => {
  expect(restartText({ services: ['db'] })).toMatchInlineSnapshot(`
    "1. restart container demo-db-1: restarting was asked for
    2. wait until container demo-db-1 is healthy: web needs it [after 1]
    3. restart container demo-web-1: db is restarted [after 2]
    4. restart container demo-web-2: db is restarted [after 2]
    "
  `);
  expect(restartText({ services: ['db'], withoutDependents: true })).toBe(
    '1. restart container demo-db-1: restarting was asked for\n',
  );
  expect(restartText({ services: ['migrate'] })).toBe(
    '1. restart container demo-migrate-1: restarting was asked for\n',
  );
});

it('restarts all, with the grace period asked for', () => {
  const { nodes } = planRestart('demo', reached(SHOP).observation, {
    services: [],
    withoutDependents: false,
    timeoutMs: 500,
  });
  const restarts = nodes.flatMap(({ step }) => (step.kind === 'restart-container' ? [step] : []));
  expect(restarts.map(({ name, graceMs }) => `${name} ${graceMs}`)).toEqual([
    'demo-db-1 500',
    'demo-migrate-1 500',
    'demo-web-1 500',
    'demo-web-2 500',
  ]);
});

it('removes what was chosen, and leaves what was started since', () => {
  const { observation } = reached(SHOP, stopped('web'));
  const containers = ['id-of-demo-web-1', 'id-of-demo-db-1'];
  expect(printPlan(planRemove('demo', observation, { containers, volumes: true }))).toMatchInlineSnapshot(`
    "1. remove container demo-web-1 with its anonymous volumes: its removal was asked for
    warning: container demo-db-1 runs again, and stays
    "
  `);
});

it('stops the services of the file alone where there is one, and never what run made', () => {
  const file = stack({ web: service() });
  const before = reached(stack({ web: service(), old: service(), task: service() }), ({ spec }) =>
    spec.name === 'demo-task-1'
      ? { spec: { ...spec, labels: { ...spec.labels, 'com.docker.compose.oneoff': 'True' } } }
      : {},
  );
  const text = (options: { readonly stack?: Stack }) =>
    printPlan(planStop('demo', before.observation, { services: [], ...options }));
  expect(text({ stack: file })).toBe('1. stop container demo-web-1: stopping was asked for\n');
  expect(text({})).toMatchInlineSnapshot(`
    "1. stop container demo-old-1: stopping was asked for
    2. stop container demo-web-1: stopping was asked for
    "
  `);
});
