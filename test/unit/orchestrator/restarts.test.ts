import { expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import type { Deploy } from '../../../src/model/deploy.js';
import { restartDelay } from '../../../src/orchestrator/restart-decision.js';
import { service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

async function benchWith(restart: string, exitCode: number, runsMs = 10): Promise<Bench> {
  const bench = new Bench();
  bench.engine.image('app', { exitCode, runsMs });
  await bench.up(stack({ app: service({ image: 'app', restart }) }));
  return bench;
}

function deployed(policy: NonNullable<Deploy['restart_policy']>) {
  return stack({
    app: service({ image: 'app', deploy: { resources: {}, placement: {}, restart_policy: policy } }),
  });
}

function restarts(bench: Bench): number {
  return bench.engine.calls.filter((call) => call.startsWith('restart ')).length;
}

it('doubles the pause up to a minute, and starts over after a good run', () => {
  expect(restartDelay(null, 0)).toBe(100);
  expect(restartDelay(100, 9_999)).toBe(200);
  expect(restartDelay(51_200, 0)).toBe(60_000);
  expect(restartDelay(51_200, 10_000)).toBe(100);
});

it('does nothing for "no"', async () => {
  const bench = await benchWith('no', 1);
  await bench.clock.advance(600_000);
  expect(restarts(bench)).toBe(0);
  expect(bench.orchestrator.busy()).toBe(false);
});

it('restarts "always" with growing pauses, whatever the exit code', async () => {
  const bench = await benchWith('always', 0);
  // Runs of 10 ms, pauses of 100, 200 and 400 ms.
  await bench.clock.advance(10 + 100 + 10 + 200 + 10 + 399);
  expect(restarts(bench)).toBe(2);
  const [row] = await bench.orchestrator.ps('demo');
  expect(row?.restarting).toBe(true);
  await bench.clock.advance(1);
  expect(restarts(bench)).toBe(3);
  expect(bench.engine.byName('demo-app-1').restartCount).toBe(3);
});

it('restarts at the shortest pause after each good run', async () => {
  const bench = await benchWith('unless-stopped', 1, 10_000);
  await bench.clock.advance(10_100 * 5);
  expect(restarts(bench)).toBe(5);
});

it('restarts "on-failure" so many times, and not after success', async () => {
  const failing = await benchWith('on-failure:2', 1);
  await failing.clock.advance(600_000);
  expect(restarts(failing)).toBe(2);
  const fine = await benchWith('on-failure', 0);
  await fine.clock.advance(600_000);
  expect(restarts(fine)).toBe(0);
});

it('takes an unknown exit code for a failure', async () => {
  const bench = new Bench();
  await bench.up(stack({ app: service({ restart: 'on-failure' }) }));
  bench.engine.end('demo-app-1', 'unknown');
  await bench.clock.advance(100);
  expect(restarts(bench)).toBe(1);
});

it('does not restart what the user stopped, also between two runs', async () => {
  const bench = await benchWith('always', 1);
  await bench.clock.advance(50);
  expect(bench.engine.byName('demo-app-1').state.status).toBe('exited');
  expect((await bench.stop()).changed).toBe(true);
  await bench.clock.advance(600_000);
  expect(restarts(bench)).toBe(0);
  expect(bench.orchestrator.busy()).toBe(false);
});

it('leaves nothing of a container that is about to restart when it is taken down', async () => {
  const bench = await benchWith('always', 1);
  await bench.clock.advance(50);
  await bench.down();
  await bench.clock.advance(600_000);
  expect(restarts(bench)).toBe(0);
  expect(bench.engine.containers).toEqual([]);
  expect(bench.clock.pending).toEqual([]);
  expect(bench.faults).toEqual([]);
});

it('tries again when the start itself fails', async () => {
  const bench = await benchWith('always', 1);
  let failures = 2;
  bench.engine.beforeEffect = (call) => {
    if (call.startsWith('restart') && failures-- > 0) throw new TscomposeError('PORT_IN_USE', 'taken');
  };
  await bench.clock.advance(10 + 100 + 200 + 400);
  expect(bench.engine.byName('demo-app-1').restartCount).toBe(3);
  expect(bench.engine.byName('demo-app-1').state.status).toBe('running');
});

it('gives up after so many failed starts, too', async () => {
  const bench = await benchWith('on-failure:3', 1);
  bench.engine.beforeEffect = (call) => {
    if (call.startsWith('restart')) throw new TscomposeError('PORT_IN_USE', 'taken');
  };
  await bench.clock.advance(600_000);
  expect(restarts(bench)).toBe(3);
  expect(bench.orchestrator.busy()).toBe(false);
});

it('waits for the delay of deploy.restart_policy between runs, and gives up after max_attempts', async () => {
  const bench = new Bench();
  bench.engine.image('app', { exitCode: 0, runsMs: 10 });
  await bench.up(deployed({ delay: '5s', max_attempts: 2 }));
  await bench.clock.advance(10 + 4_999);
  expect(restarts(bench)).toBe(0);
  await bench.clock.advance(1);
  expect(restarts(bench)).toBe(1);
  await bench.clock.advance(600_000);
  expect(restarts(bench)).toBe(2);
});

it('counts only restarts that did not last for the window', async () => {
  const bench = new Bench();
  bench.engine.image('app', { exitCode: 1, runsMs: 4_000 });
  await bench.up(deployed({ condition: 'on-failure', delay: '1s', max_attempts: 2, window: '3s' }));
  await bench.clock.advance(5_000 * 10);
  expect(restarts(bench)).toBe(10);
  bench.engine.registry.set('app', { exitCode: 1, runsMs: 2_000 });
  await bench.clock.advance(600_000);
  // The run under way lasts, then two restarts fail.
  expect(restarts(bench)).toBe(12);
});

it('goes on counting when another engine takes over', async () => {
  const bench = new Bench();
  bench.engine.image('app', { exitCode: 1, runsMs: 10 });
  await bench.up(deployed({ delay: '1s', max_attempts: 2 }));
  await bench.clock.advance(1_010);
  await bench.takeOver();
  await bench.clock.advance(600_000);
  expect(restarts(bench)).toBe(2);
});

it('goes on with the pauses of the engine before it, of which what has passed counts', async () => {
  const bench = await benchWith('always', 1);
  // Runs of 10 ms, pauses of 100, 200 and 400 ms.
  await bench.clock.advance(10 + 100 + 10 + 200 + 10 + 150);
  await bench.takeOver();
  await bench.clock.advance(249);
  expect(restarts(bench)).toBe(2);
  await bench.clock.advance(1);
  expect(restarts(bench)).toBe(3);
  await bench.clock.advance(10);
  await bench.takeOver();
  await bench.clock.advance(799);
  expect(restarts(bench)).toBe(3);
  await bench.clock.advance(1);
  expect(restarts(bench)).toBe(4);
});

it('begins with the shortest pause again after the user has started it', async () => {
  const bench = await benchWith('always', 1);
  await bench.clock.advance(10 + 100 + 10 + 200 + 10 + 400 + 5);
  await bench.stop();
  await bench.up(stack({ app: service({ image: 'app', restart: 'always' }) }));
  await bench.clock.advance(10 + 100);
  expect(bench.engine.byName('demo-app-1').restartCount).toBe(1);
});

it('measures runs by a clock that nobody sets', async () => {
  const bench = await benchWith('always', 1, 50);
  bench.clock.jump(3_600_000);
  await bench.clock.advance(50 + 100);
  bench.clock.jump(-7_200_000);
  await bench.clock.advance(50 + 199);
  expect(restarts(bench)).toBe(1);
  await bench.clock.advance(1);
  expect(restarts(bench)).toBe(2);
});

it('starts a container again that ran out of memory', async () => {
  const bench = new Bench();
  await bench.up(stack({ app: service({ restart: 'on-failure' }) }));
  bench.engine.end('demo-app-1', 137);
  await bench.clock.advance(100);
  expect(restarts(bench)).toBe(1);
});

it('takes over after the engine was killed: restarts what ended meanwhile, but for what the user stopped', async () => {
  const bench = new Bench();
  const app = service({ restart: 'unless-stopped' });
  await bench.up(stack({ a: app, b: app, c: service() }));
  await bench.stop(['b']);
  await bench.takeOver(() => {
    bench.engine.end('demo-a-1', 1);
    bench.engine.end('demo-c-1', 1);
  });
  await bench.clock.advance(100);
  expect(bench.engine.containers.map(({ spec, state }) => `${spec.name} ${state.status}`)).toEqual([
    'demo-a-1 running',
    'demo-b-1 exited',
    'demo-c-1 exited',
  ]);
});

it('takes health checks up again after the engine was killed', async () => {
  const bench = new Bench();
  const healthcheck = {
    test: ['CMD', 'x'],
    intervalMs: 1_000,
    timeoutMs: 1_000,
    startPeriodMs: 0,
    startIntervalMs: 1_000,
    retries: 2,
  };
  bench.engine.image('db', { healthcheck });
  await bench.up(stack({ db: service({ image: 'db' }) }));
  await bench.takeOver();
  expect((await bench.orchestrator.ps('demo'))[0]?.health).toBe('healthy');
  expect(bench.orchestrator.busy()).toBe(true);
});

it('has work while a container runs, a restart is due or an operation goes on, and none else', async () => {
  const bench = await benchWith('on-failure:1', 1);
  expect(bench.orchestrator.busy()).toBe(true);
  await bench.clock.advance(10);
  expect(bench.engine.byName('demo-app-1').state.status).toBe('exited');
  expect(bench.orchestrator.busy()).toBe(true);
  await bench.clock.advance(110);
  await settle();
  expect(bench.orchestrator.busy()).toBe(false);
});
