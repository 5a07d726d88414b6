import { expect, it } from 'vitest';
import type { ExecResult } from '../../../src/spec/engine.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

const CHECK = {
  test: ['CMD', 'ready'],
  intervalMs: 1_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  startIntervalMs: 5_000,
  retries: 2,
};
const PASSED: ExecResult = { exitCode: 0, output: '', timedOut: false };
const FAILED: ExecResult = { exitCode: 1, output: 'connection refused\n', timedOut: false };

const HEALTHY = stack({
  web: service({ depends_on: needs('db', 'service_healthy') }),
  db: service({ image: 'db' }),
});
const COMPLETED = stack({
  web: service({ depends_on: needs('job', 'service_completed_successfully') }),
  job: service({ image: 'job' }),
});

it('starts a dependent in the moment its dependency is healthy', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED, FAILED, PASSED] });
  const up = bench.up(HEALTHY);
  await bench.clock.advance(149);
  expect(bench.engine.calls).not.toContain('start demo-web-1');
  await bench.clock.advance(1);
  expect(bench.engine.calls).toContain('start demo-web-1');
  expect((await up).steps).toEqual(
    expect.arrayContaining(['Container demo-db-1 Waiting', 'Container demo-db-1 Healthy']),
  );
});

it('says why a dependency is unhealthy: last probe and last log lines', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED], says: 'no space left\n' });
  const up = bench.up(HEALTHY);
  await bench.clock.advance(5_000);
  const { error, steps } = await up;
  expect(error).toMatchObject({ code: 'DEPENDENCY_FAILED', subject: 'demo-db-1' });
  expect(error?.message).toBe(
    [
      'dependency failed to start: container demo-db-1 is unhealthy',
      '  it has run for 2s, failed 2 probes in a row',
      '  last health probe (exit code 1, took 0s, 0s ago): connection refused',
      '  last log lines:',
      '    no space left',
    ].join('\n'),
  );
  expect(steps).toContain('Container demo-db-1 Error');
  expect(bench.engine.calls).not.toContain('start demo-web-1');
});

it('fails at once when the container ends that it waits for', async () => {
  const bench = new Bench();
  bench.engine.image('db', {
    healthcheck: CHECK,
    probes: [FAILED],
    exitCode: 3,
    runsMs: 50,
    says: 'bad config\n',
  });
  const up = bench.up(HEALTHY);
  await bench.clock.advance(50);
  expect((await up).error?.message).toMatch(
    /^dependency failed to start: container demo-db-1 exited \(3\)\n(.*\n)*.*bad config$/,
  );
});

it('goes on waiting while the restart policy brings the container back', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED], exitCode: 3, runsMs: 50 });
  const file = stack({ ...HEALTHY.services, db: service({ image: 'db', restart: 'always' }) });
  const up = bench.up(file);
  await bench.clock.advance(300);
  bench.engine.registry.set('db', { healthcheck: CHECK, probes: [PASSED] });
  await bench.clock.advance(2_000);
  expect((await up).error).toBeUndefined();
});

it('refuses to wait for health where there is no check', async () => {
  const bench = new Bench();
  bench.engine.image('db');
  expect((await bench.up(HEALTHY)).error?.message).toContain('container demo-db-1 has no health check');
});

it('waits for a job to end well, and does not run it again', async () => {
  const bench = new Bench();
  bench.engine.image('job', { exitCode: 0, runsMs: 5_000 });
  const up = bench.up(COMPLETED);
  await bench.clock.advance(4_999);
  expect(bench.engine.calls).not.toContain('start demo-web-1');
  await bench.clock.advance(1);
  expect((await up).steps).toContain('Container demo-job-1 Exited');
  expect((await bench.up(COMPLETED)).changed).toBe(false);
});

it('says how a job failed', async () => {
  const bench = new Bench();
  bench.engine.image('job', { exitCode: 2, says: 'table exists\n' });
  expect((await bench.up(COMPLETED)).error?.message).toBe(
    [
      'service "job" didn\'t complete successfully: exit 2',
      '  it ran for 0s',
      '  last log lines:',
      '    table exists',
    ].join('\n'),
  );
});

it('starts the dependent with a warning when the dependency is not required', async () => {
  const bench = new Bench();
  bench.engine.image('job', { exitCode: 2 });
  const file = stack({
    web: service({ depends_on: needs('job', 'service_completed_successfully', { required: false }) }),
    job: service({ image: 'job' }),
  });
  const { error, warnings } = await bench.up(file);
  expect(error).toBeUndefined();
  expect(warnings[0]).toContain('optional dependency "job" didn\'t complete successfully: exit 2');
  expect(bench.engine.byName('demo-web-1').state.status).toBe('running');
});

it('waits with --wait for all: healthy, running, or ended with 0', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED, PASSED] });
  bench.engine.image('job', { exitCode: 0 });
  const file = stack({ db: service({ image: 'db' }), job: service({ image: 'job' }), web: service() });
  const { steps, error } = await bench.clock.during(bench.up(file, { wait: true }));
  expect(error).toBeUndefined();
  expect(steps).toEqual(
    expect.arrayContaining([
      'Container demo-db-1 Healthy',
      'Container demo-job-1 Exited',
      'Container demo-web-1 Running',
    ]),
  );
});

it('waits with --wait until what has no health check has run for half a second, and no longer', async () => {
  const bench = new Bench();
  const file = stack({ web: service() });
  let over = false;
  const up = bench.up(file, { wait: true }).finally(() => {
    over = true;
  });
  await bench.clock.advance(499);
  expect(over).toBe(false);
  await bench.clock.advance(1);
  expect((await up).steps).toContain('Container demo-web-1 Running');
  await bench.up(file, { wait: true });
});

it('says with --wait that a service ended right after its start', async () => {
  const bench = new Bench();
  bench.engine.image('web', { exitCode: 3, runsMs: 200, says: 'no such setting\n' });
  const file = stack({ web: service({ image: 'web' }) });
  const { error } = await bench.clock.during(bench.up(file, { wait: true }));
  expect(error?.message).toContain('container demo-web-1 exited (3)');
  expect(error?.message).toContain('no such setting');
  expect((await bench.up(file)).error).toBeUndefined();
});

it('starts health anew with every run', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED] });
  await bench.up(stack({ db: service({ image: 'db' }) }));
  await bench.clock.advance(10_000);
  expect((await bench.orchestrator.ps('demo'))[0]?.health).toBe('unhealthy');
  await bench.stop();
  expect((await bench.orchestrator.ps('demo'))[0]?.health).toBe('none');
  await bench.up(stack({ db: service({ image: 'db' }) }));
  await settle();
  expect((await bench.orchestrator.ps('demo'))[0]?.health).toBe('starting');
});

it('gives up waiting after the time allowed, and says for what', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: { ...CHECK, retries: 1000 }, probes: [FAILED] });
  const up = bench.up(HEALTHY, { wait: true, waitTimeoutMs: 3_000 });
  await bench.clock.advance(2_999);
  await bench.clock.advance(1);
  const { error } = await up;
  expect(error).toMatchObject({ code: 'TIMEOUT', subject: 'demo-db-1' });
  expect(error?.message).toBe(
    [
      'application not healthy after 3s: container demo-db-1 is still starting',
      '  it has run for 3s, failed 2 probes in a row',
      '  last health probe (exit code 1, took 0s, 1s ago): connection refused',
    ].join('\n'),
  );
});
