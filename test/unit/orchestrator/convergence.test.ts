import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import type { Stack } from '../../../src/model/stack.js';
import { anyStack } from '../reconcile/any-stack.js';
import { Bench } from './bench.js';

const HEALTHCHECK = {
  test: ['CMD', 'x'],
  intervalMs: 1_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  startIntervalMs: 1_000,
  retries: 3,
};

function newBench(): Bench {
  const bench = new Bench();
  bench.engine.image('healthy', { healthcheck: HEALTHCHECK });
  bench.engine.image('job', { exitCode: 0 });
  bench.engine.image('remote', {}, 'registry');
  return bench;
}

/** What should be is, and a further up does nothing. */
async function expectReached(bench: Bench, file: Stack): Promise<void> {
  const expected = Object.entries(file.services).map(([name, one]) => [
    one.container_name ?? `demo-${name}-1`,
    one.image === 'job' ? 'exited' : 'running',
  ]);
  expect(bench.engine.containers.map(({ spec, state }) => [spec.name, state.status]).sort()).toEqual(
    expected.sort(),
  );
  const again = await bench.up(file, { removeOrphans: true });
  expect(again.error).toBeUndefined();
  expect(again.changed).toBe(false);
}

async function expectNothingAfterDown(bench: Bench): Promise<void> {
  bench.engine.beforeEffect = () => {};
  const { error } = await bench.down({ volumes: true });
  expect(error).toBeUndefined();
  expect(bench.engine.containers).toEqual([]);
  expect([...bench.engine.networks.keys(), ...bench.engine.volumes.keys()]).toEqual([]);
  await bench.clock.advance(100_000);
  expect(bench.clock.pending).toEqual([]);
  expect(bench.orchestrator.busy()).toBe(false);
  expect(bench.faults).toEqual([]);
}

it('reaches any stack from any other, and down leaves nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStack, { minLength: 1, maxLength: 3 }), async (files) => {
      const bench = newBench();
      for (const file of files) {
        expect((await bench.up(file, { removeOrphans: true })).error).toBeUndefined();
        await expectReached(bench, file);
      }
      await expectNothingAfterDown(bench);
    }),
    { numRuns: 40 },
  );
}, 60_000);

it('goes on from wherever a failure, an interrupt or a crash left it', async () => {
  const trouble = fc.record({ kind: fc.constantFrom('fail', 'interrupt', 'end'), at: fc.nat(12) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyStack, trouble), { minLength: 1, maxLength: 3 }),
      async (rounds) => {
        const bench = newBench();
        for (const [file, { kind, at }] of rounds) {
          const controller = new AbortController();
          let effects = 0;
          bench.engine.beforeEffect = () => {
            effects += 1;
            if (effects !== at + 1) return;
            if (kind === 'fail') throw new TscomposeError('KERNEL', 'injected');
            if (kind === 'interrupt') controller.abort();
            const victim = bench.engine.containers.find(({ state }) => state.status === 'running');
            if (kind === 'end' && victim !== undefined) bench.engine.end(victim.spec.name, 'unknown');
          };
          await bench.up(file, { removeOrphans: true }, controller.signal);
          bench.engine.beforeEffect = () => {};
          expect((await bench.up(file, { removeOrphans: true })).error).toBeUndefined();
          await expectReached(bench, file);
        }
        let effects = 0;
        const failAt = rounds[0]?.[1].at ?? 0;
        bench.engine.beforeEffect = () => {
          effects += 1;
          if (effects === failAt + 1) throw new TscomposeError('KERNEL', 'injected');
        };
        await bench.down({ volumes: true });
        await expectNothingAfterDown(bench);
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
