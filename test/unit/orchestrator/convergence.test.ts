import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import type { Service } from '../../../src/model/service.js';
import type { Dependency } from '../../../src/model/service-parts.js';
import type { Stack } from '../../../src/model/stack.js';
import { service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;
const HEALTHCHECK = {
  test: ['CMD', 'x'],
  intervalMs: 1_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  startIntervalMs: 1_000,
  retries: 3,
};

const dependency = fc.record({
  on: fc.nat(NAMES.length - 1),
  condition: fc.constantFrom(...CONDITIONS),
  restart: fc.boolean(),
});

const oneService = fc.record({
  present: fc.boolean(),
  image: fc.constantFrom('nginx:1.22', 'healthy', 'remote'),
  user: fc.constantFrom('root', 'www'),
  volume: fc.boolean(),
  containerName: fc.constantFrom(undefined, 'named'),
  dependencies: fc.array(dependency, { maxLength: 2 }),
});

type Draft = typeof oneService extends fc.Arbitrary<infer T> ? T : never;

/** Any stack of up to four services that can succeed: {@link withFittingImages}. */
const anyStack: fc.Arbitrary<Stack> = fc
  .tuple(
    fc.array(oneService, { minLength: 4, maxLength: 4 }),
    fc.constantFrom(undefined, '10.1.0.0/24', '10.2.0.0/24'),
  )
  .map(([drafts, subnet]) => {
    const services: Record<string, Service> = {};
    drafts.forEach((draft, index) => {
      const name = NAMES[index];
      if (draft.present && name !== undefined) services[name] = serviceOf(draft, services);
    });
    const ipam = subnet === undefined ? {} : { config: [{ subnet }] };
    return stack(withFittingImages(services), {
      networks: { default: { name: 'demo_default', ipam } },
      volumes: { data: { name: 'demo_data' } },
    });
  });

/** @param earlier the services that it may depend on */
function serviceOf(draft: Draft, earlier: Readonly<Record<string, Service>>): Service {
  const dependsOn: Record<string, Dependency> = {};
  for (const { on, condition, restart } of draft.dependencies) {
    const target = NAMES[on];
    if (target === undefined || earlier[target] === undefined) continue;
    dependsOn[target] = { condition, required: true, restart };
  }
  const isNameFree = Object.values(earlier).every((other) => other.container_name === undefined);
  return service({
    image: draft.image,
    user: draft.user,
    ...(draft.volume ? { volumes: [{ type: 'volume', source: 'data', target: '/data' }] } : {}),
    ...(draft.containerName !== undefined && isNameFree ? { container_name: draft.containerName } : {}),
    depends_on: dependsOn,
  });
}

/** What others wait for to be healthy gets a check; what must complete, and need not be healthy, ends by itself. */
function withFittingImages(services: Readonly<Record<string, Service>>): Record<string, Service> {
  const isAwaited = (target: string, condition: Dependency['condition']) =>
    Object.values(services).some((other) => other.depends_on?.[target]?.condition === condition);
  const isHealthy = (name: string) => isAwaited(name, 'service_healthy');
  return Object.fromEntries(
    Object.entries(services).map(([name, one]) => {
      const isJob = isAwaited(name, 'service_completed_successfully');
      const image = isHealthy(name) ? 'healthy' : isJob ? 'job' : (one.image ?? 'plain');
      const dependsOn = Object.entries(one.depends_on ?? {}).map(([target, dependency]) => {
        const completes = dependency.condition === 'service_completed_successfully' && !isHealthy(target);
        const fallback = isHealthy(target) ? 'service_healthy' : 'service_started';
        const condition = completes ? dependency.condition : fallback;
        return [target, { ...dependency, condition }] as const;
      });
      return [name, { ...one, image, depends_on: Object.fromEntries(dependsOn) }];
    }),
  );
}

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
