import { expect, it } from 'vitest';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import { planUp } from '../../../src/reconcile/plan-up.js';
import { printPlan } from '../../../src/reconcile/print-plan.js';
import { needs, ORIGIN, service, stack } from '../lowering/stacks.js';
import { exited, NOTHING, reached, UP_DEFAULTS, upText } from './situations.js';

const DB = service({ volumes: [{ type: 'volume', target: '/scratch' }] });
const WEB = service({ depends_on: needs('db', 'service_healthy') });
const SHOP = stack({ db: DB, web: WEB, cache: service() });
const CHANGED = stack({
  db: { ...DB, environment: { A: '1' } },
  web: { ...WEB, environment: { A: '1' } },
  cache: service(),
});
const HEALTHY = { db: 'healthy' } as const;

it('recreates nothing when told not to, and starts what does not run', () => {
  const none = { recreate: 'none', recreateDependencies: 'none' } as const;
  expect(upText(CHANGED, reached(SHOP, undefined, HEALTHY), none)).toBe('');
  const ended = reached(
    SHOP,
    ({ spec }) => (spec.name === 'demo-web-1' ? { state: exited(1) } : {}),
    HEALTHY,
  );
  expect(upText(CHANGED, ended, none)).toMatchInlineSnapshot(`
    "1. start container demo-web-1: not running (exited 1)
    "
  `);
});

it('leaves a changed network when what is on it must not be recreated', () => {
  const networks = { default: { name: 'demo_default', internal: true, ipam: {} } };
  const after = stack(SHOP.services, { networks });
  const none = { recreate: 'none', recreateDependencies: 'none' } as const;
  expect(upText(after, reached(SHOP, undefined, HEALTHY), none)).toMatchInlineSnapshot(`
    "warning: network demo_default changed, and stays as it is: containers on it are not to be recreated
    "
  `);
});

it('recreates what the named services depend on only when asked', () => {
  const situation = reached(SHOP, undefined, HEALTHY);
  expect(upText(SHOP, situation, { recreate: 'all' }, ['web'])).not.toContain('demo-db-1');
  expect(upText(SHOP, situation, { recreateDependencies: 'all' }, ['web'])).toMatchInlineSnapshot(`
    "1. stop container demo-db-1: recreation was asked for
    2. remove container demo-db-1: recreation was asked for [after 1]
    3. recreate container demo-db-1: recreation was asked for [after 2]
    4. start container demo-db-1: recreation was asked for [after 3]
    5. wait until container demo-db-1 is healthy: web needs it [after 4]
    "
  `);
});

it('gives a replacement new anonymous volumes, and takes the old ones away', () => {
  const situation = reached(SHOP, ({ spec }) =>
    spec.name === 'demo-db-1' ? { anonymousVolumes: { '/scratch': 'old' } } : {},
  );
  const renew = { ...UP_DEFAULTS, recreate: 'all', renewAnonymousVolumes: true } as const;
  const renewed = planUp(lowerStack(SHOP, ORIGIN, ['db']), situation, renew);
  expect(printPlan(renewed)).toMatchInlineSnapshot(`
    "1. stop container demo-db-1: recreation was asked for
    2. remove container demo-db-1 with its anonymous volumes: recreation was asked for [after 1]
    3. recreate container demo-db-1: recreation was asked for [after 2]
    4. start container demo-db-1: recreation was asked for [after 3]
    "
  `);
  const kept = planUp(lowerStack(SHOP, ORIGIN, ['db']), situation, {
    ...renew,
    renewAnonymousVolumes: false,
  });
  const takeOver = (plan: typeof kept) =>
    plan.nodes.flatMap(({ step }) => (step.kind === 'create-container' ? [step.takeOver] : []));
  expect(takeOver(renewed)).toEqual([{}]);
  expect(takeOver(kept)).toEqual([{ '/scratch': 'old' }]);
});

it('leaves out what the named services depend on', () => {
  const desired = lowerStack(SHOP, ORIGIN, ['web'], { withoutDependencies: true });
  expect(printPlan(planUp(desired, NOTHING, UP_DEFAULTS))).toMatchInlineSnapshot(`
    "1. create network demo_default: missing
    2. create container demo-web-1: missing [after 1]
    3. start container demo-web-1: missing [after 1, 2]
    "
  `);
});

it('creates and replaces without starting anything', () => {
  expect(upText(SHOP, NOTHING, { noStart: true, wait: true })).not.toMatch(/start|wait/);
  const ended = reached(SHOP, ({ spec }) => (spec.name === 'demo-cache-1' ? { state: exited(1) } : {}));
  expect(upText(CHANGED, ended, { noStart: true })).toMatchInlineSnapshot(`
    "1. stop container demo-db-1: environment.A: none → 1
    2. stop container demo-web-1: environment.A: none → 1
    3. remove container demo-db-1: environment.A: none → 1 [after 1]
    4. remove container demo-web-1: environment.A: none → 1 [after 2]
    5. recreate container demo-db-1: environment.A: none → 1 [after 3]
    6. recreate container demo-web-1: environment.A: none → 1 [after 4]
    "
  `);
});

it('stops no dependent for a replacement that nothing is started after', () => {
  const before = stack({
    web: service({ depends_on: needs('db', 'service_started', { restart: true }) }),
    db: DB,
  });
  const after = stack({ ...before.services, db: service({ user: 'x' }) });
  expect(upText(after, reached(before), { noStart: true })).not.toContain('demo-web-1');
});

it('takes what run left for an orphan once it has ended', () => {
  const oneOff = (state: ReturnType<typeof exited> | undefined) =>
    reached(SHOP, ({ spec }) =>
      spec.name === 'demo-cache-1'
        ? {
            spec: { ...spec, labels: { ...spec.labels, 'com.docker.compose.oneoff': 'True' }, name: 'job' },
            ...(state === undefined ? {} : { state }),
          }
        : {},
    );
  const orphans = /orphan containers \(\[job\]\)/;
  expect(upText(SHOP, oneOff(undefined))).not.toMatch(orphans);
  expect(upText(SHOP, oneOff(exited(0)))).toMatch(orphans);
  expect(upText(SHOP, oneOff(exited(0)), { ignoreOrphans: true })).not.toMatch(orphans);
  expect(upText(SHOP, oneOff(exited(0)), { removeOrphans: true })).toContain('remove container job');
});
