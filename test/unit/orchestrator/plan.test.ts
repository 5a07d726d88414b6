import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { UpRequest } from '../../../src/spec/operations.js';
import type { PlannedStep } from '../../../src/spec/plan-report.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { anyStack } from '../reconcile/any-stack.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

const HEALTHCHECK = {
  test: ['CMD', 'x'],
  intervalMs: 1_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  startIntervalMs: 1_000,
  retries: 3,
};

const flags = {
  renewAnonymousVolumes: fc.boolean(),
  removeOrphans: fc.boolean(),
  wait: fc.boolean(),
  pull: fc.constantFrom('always' as const, 'missing' as const),
};

/** What is not recreated may never become what others wait for: then nothing is started. */
const anyRequest: fc.Arbitrary<Partial<UpRequest>> = fc.oneof(
  fc.record({ ...flags, recreate: fc.constantFrom('changed', 'all'), noStart: fc.boolean() }),
  fc.record({ ...flags, recreate: fc.constant('none'), noStart: fc.constant(true) }),
);

function newBench(): Bench {
  const bench = new Bench();
  bench.engine.image('nginx:1.22');
  bench.engine.image('healthy', { healthcheck: HEALTHCHECK });
  bench.engine.image('job', { exitCode: 0 });
  bench.engine.image('remote', {}, 'registry');
  return bench;
}

/** What the engine is asked for a step; waiting asks for nothing that changes. */
function callOf({ action, kind, name }: PlannedStep): readonly string[] {
  if (action === 'wait') return [];
  const of = kind === 'container' || kind === 'image' ? '' : `${kind} `;
  return [`${action} ${of}${name}`];
}

/** The same wish once it is fulfilled. */
function settled(request: Partial<UpRequest>): Partial<UpRequest> {
  return request.recreate === 'all' ? { ...request, recreate: 'changed' } : request;
}

it('is what up does, whatever there was before, and then there is nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(anyStack, anyStack, anyRequest, async (before, after, request) => {
      const bench = newBench();
      await bench.up(before);
      bench.engine.image('nginx:1.22', { id: 'sha256:newer' }, 'registry');
      bench.engine.calls.length = 0;
      const planned = await bench.plan(after, request).catch((error: Error) => error);
      expect(bench.engine.calls).toEqual([]);
      const done = await bench.clock.during(bench.up(after, request));
      if (planned instanceof Error) {
        expect(done.error?.message).toBe(planned.message);
        expect(bench.engine.calls).toEqual([]);
        return;
      }
      expect(done.error).toBeUndefined();
      const calls = bench.engine.calls.map((call) => call.replace(/ with volumes$/, ''));
      expect(calls.sort()).toEqual(planned.steps.flatMap(callOf).sort());
      expect(done.changed).toBe(planned.changes);
      const again = await bench.plan(after, settled(request));
      expect(again.steps.filter(({ current }) => !current)).toEqual([]);
      expect(again.changes).toBe(false);
    }),
    { numRuns: 100 },
  );
}, 60_000);

it('is told by a dry run in the words of up, which does nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyStack, anyStack, anyRequest, async (before, after, request) => {
      const bench = newBench();
      await bench.up(before);
      // Health checks go on by themselves.
      await settle();
      const state = await bench.engine.observe();
      bench.engine.calls.length = 0;
      const told = await bench.up(after, { ...request, dryRun: true });
      await bench.down({ volumes: true, removeOrphans: true, dryRun: true });
      await bench.stop([], { dryRun: true });
      await bench.kill({ dryRun: true });
      expect(bench.engine.calls).toEqual([]);
      expect(await bench.engine.observe()).toEqual(state);
      const done = await bench.clock.during(bench.up(after, request));
      const own = (steps: readonly string[]) => [...new Set(steps.filter(isOfObject))].sort();
      expect(own(told.steps)).toEqual(own(done.steps));
      expect(told.changed).toBe(done.changed);
    }),
    { numRuns: 60 },
  );
}, 60_000);

/** Layers come only with a pull; how a wait ends is not known before. */
function isOfObject(step: string): boolean {
  return /^(Container|Network|Volume|Image) /.test(step) && !/ (Healthy|Exited|Waiting|Running)$/.test(step);
}

it('neither waits for a command that changes the stack, nor interrupts it', async () => {
  const bench = newBench();
  const slow = stack({
    web: service({ depends_on: needs('db', 'service_healthy') }),
    db: service({ image: 'slow' }),
  });
  const starting = { exitCode: 1, output: '', timedOut: false };
  bench.engine.image('slow', {
    healthcheck: HEALTHCHECK,
    probes: [starting, starting, { ...starting, exitCode: 0 }],
  });
  const up = bench.up(slow);
  expect((await bench.down({ dryRun: true })).error).toBeUndefined();
  expect((await bench.plan(slow)).changes).toBe(true);
  await bench.clock.advance(60_000);
  expect((await up).error).toBeUndefined();
});

it('says why, for what, after what, and of what', async () => {
  const bench = newBench();
  const db = service({ image: 'remote', labels: { tier: 'data' } });
  const before = stack({ web: service({ depends_on: needs('db', 'service_started') }), db });
  const after = stack({ ...before.services, db: { ...db, environment: { SECRET: 'x' } } });
  await bench.up(before);
  expect(await bench.plan(after)).toMatchInlineSnapshot(`
    {
      "changes": true,
      "stack": "demo",
      "steps": [
        {
          "action": "stop",
          "after": [],
          "causes": [
            "environment.SECRET changed",
          ],
          "id": "stop-container demo-db-1",
          "kind": "container",
          "name": "demo-db-1",
          "replaces": true,
          "service": "db",
        },
        {
          "action": "remove",
          "after": [
            "stop-container demo-db-1",
          ],
          "causes": [
            "environment.SECRET changed",
          ],
          "id": "remove-container demo-db-1",
          "kind": "container",
          "name": "demo-db-1",
          "replaces": true,
          "service": "db",
        },
        {
          "action": "create",
          "after": [
            "remove-container demo-db-1",
          ],
          "causes": [
            "environment.SECRET changed",
          ],
          "id": "create-container demo-db-1",
          "kind": "container",
          "name": "demo-db-1",
          "replaces": true,
          "service": "db",
        },
        {
          "action": "start",
          "after": [
            "create-container demo-db-1",
          ],
          "causes": [
            "environment.SECRET changed",
          ],
          "id": "start-container demo-db-1",
          "kind": "container",
          "name": "demo-db-1",
          "service": "db",
        },
      ],
      "unchanged": [
        "demo-web-1",
      ],
      "version": 1,
      "warnings": [],
    }
  `);
});
