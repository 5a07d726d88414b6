import { expect, it } from 'vitest';
import type { ExecResult } from '../../../src/spec/engine.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';

const CHECK = {
  test: ['CMD', 'ready'],
  intervalMs: 1_000,
  timeoutMs: 1_000,
  startPeriodMs: 0,
  startIntervalMs: 5_000,
  retries: 2,
};
const PASSED: ExecResult = { exitCode: 0, output: '', timedOut: false };
const FAILED: ExecResult = { exitCode: 1, output: 'no\n', timedOut: false };
const DB = stack({ db: service({ image: 'db' }) });

function ready(check: object) {
  return stack({
    web: service({ 'x-ready': check }),
    app: service({ depends_on: needs('web', 'service_healthy') }),
  });
}

async function health(bench: Bench) {
  return (await bench.orchestrator.ps('demo')).find(({ service: name }) => name !== 'app')?.health;
}

it('keeps the last five probes of a run', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED, PASSED] });
  await bench.up(DB);
  await bench.clock.advance(6_000);
  const { health: record } = bench.engine.byName('demo-db-1');
  expect(record).toMatchObject({ startedAt: '2024-01-01T00:00:00.000Z', state: { status: 'healthy' } });
  expect(record?.log).toHaveLength(5);
  expect(record?.log[0]).toMatchObject({ exitCode: 0, output: '', tookMs: 0 });
});

it('says in words what Docker says of a probe that takes too long, and marks cut output', async () => {
  const bench = new Bench();
  const late: ExecResult = { exitCode: 'unknown', output: 'so far', timedOut: true };
  const long: ExecResult = { exitCode: 1, output: 'much', truncated: true, timedOut: false };
  bench.engine.image('db', { healthcheck: CHECK, probes: [late, long] });
  await bench.up(DB);
  await bench.clock.advance(60);
  expect(bench.engine.byName('demo-db-1').health?.log.map(({ output }) => output)).toEqual([
    'Health check exceeded timeout (1s): so far',
    'much...',
  ]);
});

it('goes on where the engine before it was killed: status, streak and history', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: { ...CHECK, retries: 3 }, probes: [FAILED] });
  await bench.up(DB);
  await bench.clock.advance(2_500);
  expect(bench.engine.byName('demo-db-1').health?.state).toMatchObject({
    failingStreak: 2,
    status: 'starting',
  });
  await bench.takeOver();
  expect(await health(bench)).toBe('starting');
  // Its failures count from when they would have counted.
  await bench.clock.advance(499);
  expect(await health(bench)).toBe('starting');
  await bench.clock.advance(1);
  expect(await health(bench)).toBe('unhealthy');
  await bench.takeOver();
  expect(await health(bench)).toBe('unhealthy');
});

it('probes a healthy container after a take-over no sooner than it would have', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [PASSED] });
  await bench.up(DB);
  await bench.clock.advance(300);
  await bench.takeOver();
  expect(await health(bench)).toBe('healthy');
  await bench.clock.advance(699);
  expect(bench.engine.byName('demo-db-1').health?.log).toHaveLength(1);
  await bench.clock.advance(1);
  expect(bench.engine.byName('demo-db-1').health?.log).toHaveLength(2);
});

it('does not care about a clock that is set', async () => {
  const bench = new Bench();
  const check = { ...CHECK, startPeriodMs: 10_000, startIntervalMs: 1_000, retries: 1 };
  bench.engine.image('db', { healthcheck: check, probes: [FAILED] });
  await bench.up(DB);
  await bench.clock.advance(100);
  bench.clock.jump(3_600_000);
  await bench.clock.advance(5_000);
  expect(await health(bench)).toBe('starting');
  bench.clock.jump(-7_200_000);
  await bench.takeOver();
  await bench.clock.advance(7_000);
  expect(await health(bench)).toBe('unhealthy');
});

it('forgets the health of an earlier run', async () => {
  const bench = new Bench();
  bench.engine.image('db', { healthcheck: CHECK, probes: [FAILED] });
  await bench.up(DB);
  await bench.clock.advance(10_000);
  await bench.stop();
  bench.engine.registry.set('db', { healthcheck: CHECK, probes: [FAILED, PASSED] });
  await bench.up(DB);
  expect(await health(bench)).toBe('starting');
  await bench.clock.advance(50);
  expect(await health(bench)).toBe('healthy');
});

it('starts a dependent once a port lets clients in, without a program of the image', async () => {
  const bench = new Bench();
  const up = bench.up(ready({ tcp: '5432' }));
  await bench.clock.advance(1_000);
  expect(bench.engine.calls).not.toContain('start demo-app-1');
  bench.engine.ports.set('demo-web-1', ({ port, request }) =>
    port === 5432 && request === '' ? { connected: '127.0.0.1', answer: '' } : { refused: 'ECONNREFUSED' },
  );
  await bench.clock.advance(1_000);
  expect((await up).error).toBeUndefined();
  expect(bench.engine.calls).toContain('start demo-app-1');
});

it('wants a good status of HTTP, or the one that is named', async () => {
  const bench = new Bench();
  let answer = 'HTTP/1.1 503 Busy\r\nX: y\r\n\r\nmigrating';
  bench.engine.ports.set('demo-web-1', ({ request }) =>
    request.startsWith('GET /health HTTP/1.1\r\nHost: localhost:8080\r\n')
      ? { connected: '127.0.0.1', answer }
      : { refused: 'EINVAL' },
  );
  await bench.up(stack({ web: service({ 'x-ready': { http: { port: 8080, path: '/health' } } }) }));
  await bench.clock.advance(0);
  const last = () => bench.engine.byName('demo-web-1').health?.log.at(-1);
  expect(last()).toMatchObject({ exitCode: 1, output: 'GET /health on port 8080: 503 Busy\nmigrating' });
  answer = 'HTTP/1.0 301 Moved\r\n\r\n';
  await bench.clock.advance(1_000);
  expect(last()).toMatchObject({ exitCode: 0, output: 'GET /health on port 8080: 301 Moved' });
  answer = 'SSH-2.0';
  await bench.clock.advance(5_000);
  expect(last()).toMatchObject({ exitCode: 1, output: 'GET /health on port 8080: the answer is no HTTP' });
});

it('is ready in the moment in which the log says so, and then for good', async () => {
  const bench = new Bench();
  const up = bench.up(ready({ log: '/ready to accept \\w+/', interval: '1h', start_period: '0s' }));
  await bench.clock.advance(100_000);
  bench.engine.write('demo-web-1', 'not ready to accept\n');
  await bench.clock.advance(1);
  expect(bench.engine.calls).not.toContain('start demo-app-1');
  bench.engine.write('demo-web-1', 'ready to accept connections\n');
  await bench.clock.advance(0);
  expect((await up).error).toBeUndefined();
  await bench.clock.advance(24 * 3_600_000);
  expect(await health(bench)).toBe('healthy');
  await bench.takeOver();
  expect(await health(bench)).toBe('healthy');
  expect(bench.faults).toEqual([]);
});

it('fails a dependent when a service is not ready in its time, and says what was seen', async () => {
  const bench = new Bench();
  const up = bench.up(ready({ tcp: 5432, start_period: '10s', interval: '1s', retries: 2 }));
  await bench.clock.advance(20_000);
  expect((await up).error?.message).toMatch(
    /^dependency failed to start: container demo-web-1 is unhealthy\n {2}it has run for 1[12]\.?\d*s, failed 2 probes in a row\n {2}last health probe \(took 0s, 0s ago\): port 5432: nobody listens$/,
  );
});
