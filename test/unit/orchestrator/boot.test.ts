import { expect, it } from 'vitest';
import type { Service } from '../../../src/model/service.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

const CHECK = {
  test: ['CMD', 'x'],
  intervalMs: 1000,
  timeoutMs: 1000,
  startPeriodMs: 0,
  startIntervalMs: 100,
};
const FAILED = { exitCode: 1, output: '', timedOut: false } as const;
const PASSED = { exitCode: 0, output: '', timedOut: false } as const;

/** Starts a stack, ends all of it as a reboot does, and lets the next engine take over. */
async function rebooted(services: Readonly<Record<string, Service>>, between = async (_: Bench) => {}) {
  const bench = new Bench();
  bench.engine.image('sick', {
    healthcheck: { ...CHECK, retries: 3 },
    probes: [PASSED, FAILED, FAILED, PASSED],
  });
  bench.engine.image('job', { exitCode: 0 });
  await bench.up(stack(services));
  await between(bench);
  await bench.takeOver(() => {
    for (const { spec, state } of bench.engine.containers) {
      if (state.status === 'running') bench.engine.end(spec.name, 'unknown');
    }
    bench.engine.calls.length = 0;
  }, true);
  return bench;
}

function starts(bench: Bench): readonly string[] {
  return bench.engine.calls.filter((call) => call.startsWith('restart ')).map((call) => call.slice(8));
}

it('starts what policies want in the order of the stack, though all are due', async () => {
  const bench = await rebooted({
    a: service({ restart: 'always', depends_on: needs('b', 'service_started') }),
    b: service({ restart: 'unless-stopped', depends_on: needs('c', 'service_started') }),
    c: service({ restart: 'on-failure' }),
    d: service(),
  });
  await bench.clock.advance(1000);
  expect(starts(bench)).toEqual(['demo-c-1', 'demo-b-1', 'demo-a-1']);
  expect(bench.faults).toEqual([]);
});

it('waits for the health of what a service depends on', async () => {
  const services = {
    app: service({ restart: 'always', depends_on: needs('db', 'service_healthy') }),
    db: service({ image: 'sick', restart: 'always' }),
  };
  const bench = await rebooted(services, async ({ engine }) => {
    engine.image('sick', { healthcheck: { ...CHECK, retries: 3 }, probes: [FAILED, FAILED, PASSED] });
  });
  await bench.clock.advance(100);
  expect(starts(bench)).toEqual(['demo-db-1']);
  expect(bench.orchestrator.busy()).toBe(true);
  await bench.clock.advance(5000);
  expect(starts(bench)).toEqual(['demo-db-1', 'demo-app-1']);
});

it('waits neither for jobs that are done, nor for what stays down', async () => {
  const bench = await rebooted({
    app: service({
      restart: 'always',
      depends_on: { ...needs('job', 'service_completed_successfully'), ...needs('plain', 'service_started') },
    }),
    job: service({ image: 'job' }),
    plain: service(),
  });
  await bench.clock.advance(100);
  expect(starts(bench)).toEqual(['demo-app-1']);
});

it('leaves a container alone that somebody stops while it waits', async () => {
  const bench = await rebooted({
    app: service({ restart: 'always', depends_on: needs('db', 'service_healthy') }),
    db: service({ image: 'sick', restart: 'always' }),
  });
  await bench.stop(['app']);
  await bench.clock.advance(60_000);
  expect(starts(bench)).toEqual(['demo-db-1']);
});

it('ends quietly while containers wait', async () => {
  const bench = await rebooted({
    app: service({ restart: 'always', depends_on: needs('db', 'service_healthy') }),
    db: service({ image: 'sick', restart: 'always' }),
  });
  await bench.orchestrator.close();
  await settle();
  await bench.clock.advance(60_000);
  expect(starts(bench)).not.toContain('demo-app-1');
  expect(bench.faults).toEqual([]);
});
