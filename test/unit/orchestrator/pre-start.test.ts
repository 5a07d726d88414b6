import { beforeEach, expect, it } from 'vitest';
import type { PreStartHook } from '../../../src/model/service-parts.js';
import { service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.engine.image('migrate', { exitCode: 0 });
  bench.engine.image('each', { exitCode: 0 }, 'registry');
  bench.engine.image('broken', { exitCode: 3, says: 'no such table\n' });
});

const hook = (image: string, more: Partial<PreStartHook> = {}): PreStartHook => ({
  command: null,
  image,
  ...more,
});
const web = (hooks: readonly PreStartHook[], more = {}) =>
  stack({ web: service({ pre_start: hooks, ...more }) });
const calls = () => {
  const seen = bench.engine.calls.filter((call) => !call.startsWith('pull nginx'));
  bench.engine.calls.length = 0;
  return seen;
};
const STEP = [
  'create demo-web-1-pre_start-1',
  'start demo-web-1-pre_start-1',
  'remove demo-web-1-pre_start-1 with volumes',
];

it('steps run one after the other in containers of their own, which go, before the service starts', async () => {
  const { error, steps } = await bench.up(web([hook('migrate'), hook('each')]));
  expect(error).toBeUndefined();
  expect(calls().slice(-8)).toEqual([
    ...STEP,
    'pull each',
    ...STEP.map((call) => call.replace('pre_start-1', 'pre_start-2')),
    'start demo-web-1',
  ]);
  expect(steps).toContain('Image each Pulled');
  expect(bench.engine.containers.map(({ spec }) => spec.name)).toEqual(['demo-web-1']);
});

it('what has run is not run again, unless the service is made anew', async () => {
  const file = web([hook('migrate')]);
  await bench.up(file);
  await bench.stop();
  calls();
  await bench.up(file);
  expect(calls()).toEqual(['start demo-web-1']);
  await bench.up(file, { recreate: 'all' });
  expect(calls().slice(-4)).toEqual([...STEP, 'start demo-web-1']);
  await bench.up(web([hook('migrate', { user: 'me' })]));
  expect(calls()).toEqual(expect.arrayContaining(STEP));
});

it('one that fails keeps the service and what needs it from starting, and runs again next time', async () => {
  const services = { web: service({ pre_start: [hook('broken'), hook('migrate')] }) };
  const file = stack({
    ...services,
    late: service({ depends_on: { web: { condition: 'service_started', required: true } } }),
  });
  for (const _ of [1, 2]) {
    const { error } = await bench.up(file);
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      message: 'service "web" pre_start[0] exited with code 3: no such table',
      path: ['services', 'web', 'pre_start', 0],
    });
    expect(calls()).toEqual(expect.arrayContaining(STEP));
  }
  expect(bench.engine.containers.every(({ state }) => state.status === 'created')).toBe(true);
});

it('steps run once for all replicas, but for those that are per_replica', async () => {
  const hooks = [hook('migrate'), hook('each', { per_replica: true })];
  await bench.up(web(hooks, { scale: 2 }));
  const made = () =>
    calls()
      .filter((call) => /create .*pre_start/.test(call))
      .sort();
  const first = made();
  expect(first.filter((call) => call.endsWith('pre_start-1'))).toHaveLength(1);
  expect(first.filter((call) => call.endsWith('pre_start-2'))).toEqual([
    'create demo-web-1-pre_start-2',
    'create demo-web-2-pre_start-2',
  ]);
  await bench.up(web(hooks, { scale: 3 }));
  expect(made()).toEqual(['create demo-web-3-pre_start-2']);
});
