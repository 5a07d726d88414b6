import { expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import { needs, service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

const SHOP = stack(
  {
    web: service({ depends_on: needs('db', 'service_started') }),
    db: service({ volumes: [{ type: 'volume', source: 'data', target: '/data' }] }),
  },
  { volumes: { data: { name: 'demo_data' } } },
);

it('brings a stack up in order, and finds nothing to do the second time', async () => {
  const bench = new Bench();
  const first = await bench.up(SHOP);
  expect(first.error).toBeUndefined();
  expect(first.changed).toBe(true);
  expect(first.steps).toEqual([
    'Network demo_default Creating',
    'Volume demo_data Creating',
    'Network demo_default Created',
    'Container demo-web-1 Creating',
    'Volume demo_data Created',
    'Container demo-db-1 Creating',
    'Container demo-web-1 Created',
    'Container demo-db-1 Created',
    'Container demo-db-1 Starting',
    'Container demo-db-1 Started',
    'Container demo-web-1 Starting',
    'Container demo-web-1 Started',
  ]);
  const calls = bench.engine.calls.length;
  const second = await bench.up(SHOP);
  expect(second.changed).toBe(false);
  expect(second.steps).toEqual(['Container demo-db-1 Running', 'Container demo-web-1 Running']);
  expect(bench.engine.calls).toHaveLength(calls);
});

it('pulls what is missing once, telling the layers', async () => {
  const bench = new Bench();
  bench.engine.image('redis:7', {}, 'registry');
  const { steps, error } = await bench.up(
    stack({ a: service({ image: 'redis:7' }), b: service({ image: 'redis:7' }) }),
  );
  expect(error).toBeUndefined();
  expect(bench.engine.calls.filter((call) => call.startsWith('pull'))).toEqual(['pull redis:7']);
  expect(steps).toEqual(
    expect.arrayContaining(['Image redis:7 Pulling', '0123456789ab Downloading', 'Image redis:7 Pulled']),
  );
});

it('pulls anew what is to be pulled always, and recreates only what has another image then', async () => {
  const bench = new Bench();
  bench.engine.image('redis:7');
  const both = stack({
    a: service({ image: 'redis:7', pull_policy: 'always' }),
    b: service({ image: 'nginx:1.22', pull_policy: 'always' }),
  });
  await bench.up(both);
  bench.engine.calls.length = 0;
  expect((await bench.up(both)).changed).toBe(false);
  expect(bench.engine.calls).toEqual(['pull nginx:1.22', 'pull redis:7']);
  bench.engine.image('redis:7', { id: 'sha256:newer' }, 'registry');
  bench.engine.calls.length = 0;
  const { changed, steps } = await bench.up(both);
  expect(changed).toBe(true);
  expect(bench.engine.calls).toEqual([
    'pull nginx:1.22',
    'pull redis:7',
    'stop demo-a-1',
    'remove demo-a-1',
    'create demo-a-1',
    'start demo-a-1',
  ]);
  expect(steps).toContain('Container demo-b-1 Running');
});

it('pulls nothing when it may not, and says so', async () => {
  const bench = new Bench();
  const { error } = await bench.up(stack({ a: service({ image: 'redis:7' }) }), { pull: 'never' });
  expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', path: ['services', 'a', 'image'] });
});

it('hands logins to the pulls of this operation only', async () => {
  const bench = new Bench();
  bench.engine.image('redis:7', {}, 'registry');
  const logins = { 'docker.io': { username: 'me', password: 'x' } };
  await bench.up(stack({ a: service({ image: 'redis:7', platform: 'linux/arm64' }) }), { logins });
  expect(bench.engine.pullOptions).toEqual([{ logins, platform: 'linux/arm64' }]);
});

it('recreates a changed service alone, and tells it as one replacement', async () => {
  const bench = new Bench();
  await bench.up(SHOP);
  bench.engine.calls.length = 0;
  const changed = stack(
    { ...SHOP.services, web: { ...SHOP.services.web, user: 'www' } as never },
    { volumes: SHOP.volumes ?? {} },
  );
  const { steps } = await bench.up(changed);
  expect(bench.engine.calls).toEqual([
    'stop demo-web-1',
    'remove demo-web-1',
    'create demo-web-1',
    'start demo-web-1',
  ]);
  expect(steps).toEqual([
    'Container demo-db-1 Running',
    'Container demo-web-1 Recreate',
    'Container demo-web-1 Recreated',
    'Container demo-web-1 Starting',
    'Container demo-web-1 Started',
  ]);
});

it('leaves what runs alone when the machine cannot give what it is to have', async () => {
  const bench = new Bench();
  await bench.up(SHOP);
  bench.engine.calls.length = 0;
  const greedy = stack(
    { ...SHOP.services, web: { ...SHOP.services.web, cpus: 2 } as never },
    { volumes: SHOP.volumes ?? {} },
  );
  const { error } = await bench.up(greedy);
  expect(error?.code).toBe('CONTAINER_START');
  expect(error?.path).toEqual(['services', 'web', 'cpus']);
  expect(bench.engine.calls).toEqual([]);
  const deploy = { resources: { limits: { cpus: 2 } }, placement: {} };
  const below = { ...SHOP.services, web: { ...SHOP.services.web, deploy } as never };
  expect((await bench.up(stack(below, { volumes: SHOP.volumes ?? {} }))).error?.path?.slice(2)).toEqual([
    'deploy',
    'resources',
    'limits',
    'cpus',
  ]);
});

it('takes everything down in reverse order without the file, but keeps volumes until asked', async () => {
  const bench = new Bench();
  await bench.up(SHOP);
  bench.engine.calls.length = 0;
  const { changed, error } = await bench.down();
  expect([changed, error]).toEqual([true, undefined]);
  expect(bench.engine.calls.filter((call) => call.startsWith('stop'))).toEqual([
    'stop demo-web-1',
    'stop demo-db-1',
  ]);
  expect(bench.engine.containers).toEqual([]);
  expect(bench.engine.networks.size).toBe(0);
  expect(bench.engine.volumes.size).toBe(1);
  expect((await bench.down({ volumes: true })).changed).toBe(true);
  expect(bench.engine.volumes.size).toBe(0);
});

it('warns when there is nothing to take down', async () => {
  const ended = await new Bench().down();
  expect(ended.warnings).toEqual(['No resource found to remove for project "demo".']);
  expect(ended.changed).toBe(false);
});

it('names the step that failed, and goes on from there the next time', async () => {
  const bench = new Bench();
  let broken = true;
  bench.engine.beforeEffect = (call) => {
    if (broken && call === 'start demo-db-1')
      throw new TscomposeError('PORT_IN_USE', 'port 80 is taken by nginx');
  };
  const failed = await bench.up(SHOP);
  expect(failed.error).toMatchObject({ code: 'PORT_IN_USE', message: 'port 80 is taken by nginx' });
  expect(failed.steps).toContain('Container demo-db-1 Error');
  expect(bench.engine.calls).not.toContain('start demo-web-1');
  broken = false;
  bench.engine.calls.length = 0;
  expect((await bench.up(SHOP)).changed).toBe(true);
  expect(bench.engine.calls).toEqual(['start demo-db-1', 'start demo-web-1']);
});

it('removes as much as it can when a part of down fails', async () => {
  const bench = new Bench();
  await bench.up(SHOP);
  bench.engine.beforeEffect = (call) => {
    if (call === 'remove demo-web-1') throw new TscomposeError('KERNEL', 'umount: busy');
  };
  const { error } = await bench.down();
  expect(error?.message).toBe('umount: busy');
  expect(bench.engine.containers.map(({ spec }) => spec.name)).toEqual(['demo-web-1']);
  bench.engine.beforeEffect = () => {};
  expect((await bench.down()).error).toBeUndefined();
  expect(bench.engine.containers).toEqual([]);
});

it('ends with CANCELLED when interrupted, after what was started has ended', async () => {
  const bench = new Bench();
  const controller = new AbortController();
  bench.engine.beforeEffect = (call) => {
    if (call === 'create demo-db-1') controller.abort();
  };
  const { error, steps } = await bench.up(SHOP, {}, controller.signal);
  expect(error?.code).toBe('CANCELLED');
  expect(steps.filter((step) => step.endsWith('Starting'))).toEqual([]);
  expect((await bench.up(SHOP)).error).toBeUndefined();
});

it('lets a second up wait and then find nothing to do', async () => {
  const bench = new Bench();
  const [first, second] = await Promise.all([bench.up(SHOP), bench.up(SHOP)]);
  expect([first.changed, second.changed]).toEqual([true, false]);
  expect(second.warnings).toEqual(['another command is changing stack demo; waiting for it to end']);
  expect(bench.engine.calls.filter((call) => call === 'create demo-web-1')).toHaveLength(1);
});

it('interrupts an up by down, and then takes down what there is', async () => {
  const bench = new Bench();
  const [up, down] = await Promise.all([bench.up(SHOP), settle().then(() => bench.down())]);
  expect(down.error).toBeUndefined();
  if (up.error !== undefined) {
    expect(up.error).toMatchObject({ code: 'CANCELLED', message: 'up of demo was interrupted by down' });
  }
  expect(bench.engine.containers).toEqual([]);
  expect(bench.engine.networks.size).toBe(0);
});

it('interrupts an up that waits for health by down', async () => {
  const bench = new Bench();
  bench.engine.image('db', {
    healthcheck: {
      test: ['CMD', 'x'],
      intervalMs: 1000,
      timeoutMs: 1000,
      startPeriodMs: 0,
      startIntervalMs: 5000,
      retries: 3,
    },
    probes: [{ exitCode: 1, output: 'no', timedOut: false }],
  });
  const file = stack({
    web: service({ depends_on: needs('db', 'service_healthy') }),
    db: service({ image: 'db' }),
  });
  const up = bench.up(file);
  await settle();
  const down = await bench.down();
  expect((await up).error).toMatchObject({
    code: 'CANCELLED',
    message: 'up of demo was interrupted by down',
  });
  expect(down.changed).toBe(true);
  expect(bench.engine.containers).toEqual([]);
});

it('lets a second down wait and find nothing', async () => {
  const bench = new Bench();
  await bench.up(SHOP);
  const [first, second] = await Promise.all([bench.down(), bench.down()]);
  expect([first.changed, second.changed]).toEqual([true, false]);
});

it('works on different stacks at the same time', async () => {
  const bench = new Bench();
  const other = {
    ...stack(
      { x: service({ networks: { default: null } }) },
      { networks: { default: { name: 'other_default', ipam: {} } } },
    ),
    name: 'other',
  };
  const [one, two] = await Promise.all([
    bench.up(SHOP),
    (async () => {
      const stream = bench.orchestrator.up(
        'other',
        {
          stack: other,
          origin: { workingDir: '/', configFiles: [] },
          services: [],
          wait: false,
          removeOrphans: false,
        },
        new AbortController().signal,
      );
      const kinds: string[] = [];
      for await (const event of stream) kinds.push(event.type);
      return kinds;
    })(),
  ]);
  expect(one.error).toBeUndefined();
  expect(two).not.toContain('warning');
});

it('stops, and starts again by up', async () => {
  const bench = new Bench();
  await bench.up(SHOP);
  expect((await bench.stop()).steps).toEqual([
    'Container demo-web-1 Stopping',
    'Container demo-web-1 Stopped',
    'Container demo-db-1 Stopping',
    'Container demo-db-1 Stopped',
  ]);
  expect((await bench.stop()).changed).toBe(false);
  expect((await bench.up(SHOP)).changed).toBe(true);
  expect(bench.engine.containers.map(({ state }) => state.status)).toEqual(['running', 'running']);
});

it('cuts a stop short by kill', async () => {
  const bench = new Bench();
  bench.engine.image('stubborn', { ignoresStop: true });
  await bench.up(stack({ web: service({ image: 'stubborn' }) }));
  const stopping = bench.stop();
  await settle();
  expect((await bench.kill()).steps).toEqual(['Container demo-web-1 Killing', 'Container demo-web-1 Killed']);
  expect(bench.engine.byName('demo-web-1').state.status).toBe('exited');
  await bench.clock.advance(10_000);
  expect((await stopping).error).toBeUndefined();
});

it('interrupts the operation when the reader goes away, and keeps the reader until it has ended', async () => {
  const bench = new Bench();
  const request = { stack: SHOP, services: [], wait: false, removeOrphans: false };
  const origin = { workingDir: '/', configFiles: [] };
  for await (const _ of bench.orchestrator.up('demo', { ...request, origin }, new AbortController().signal))
    break;
  const calls = bench.engine.calls.length;
  await settle();
  expect(bench.engine.calls).toHaveLength(calls);
  expect(bench.engine.calls).not.toContain('start demo-web-1');
  expect(bench.orchestrator.busy()).toBe(false);
});

it('tells of records that are lost, and concern the stack', async () => {
  const bench = new Bench();
  bench.engine.lost.push(
    { kind: 'volume', name: 'demo_data' },
    { kind: 'network', name: 'other_default' },
    { kind: 'container', name: 'demo-web-1' },
    { kind: 'container' },
  );
  const file = stack({ app: service() });
  const warnings = [
    expect.stringContaining('the record of volume demo_data is damaged: it goes on'),
    expect.stringContaining('the record of container demo-web-1 is damaged: it runs on'),
    expect.stringContaining('perhaps of this stack: "tscompose engine repair -n"'),
  ];
  expect((await bench.plan(file)).warnings).toEqual(warnings);
  expect((await bench.up(file)).warnings).toEqual(warnings);
  expect((await bench.stop()).warnings).toEqual(warnings);
  expect((await bench.down()).warnings).toEqual(warnings);
});
