import { expect, it } from 'vitest';
import { TscomposeError } from '../../../src/base/errors.js';
import { service, stack } from '../lowering/stacks.js';
import { Bench, collect } from './bench.js';

const NEVER = new AbortController().signal;

it('lists the containers of one stack as ps shows them', async () => {
  const bench = new Bench();
  bench.engine.image('web', { config: { ExposedPorts: { '80/tcp': {}, '53/udp': {}, '443': {} } } });
  const volumes = [{ type: 'bind', source: '/srv', target: '/srv' } as const];
  await bench.up(stack({ web: service({ image: 'web', command: ['serve'], volumes }) }));
  expect(await bench.orchestrator.ps('other')).toEqual([]);
  expect(await bench.orchestrator.ps('demo')).toEqual([
    expect.objectContaining({
      name: 'demo-web-1',
      image: 'web',
      imageId: 'sha256:web',
      args: ['serve'],
      stack: 'demo',
      service: 'web',
      restarting: false,
      health: 'none',
      exposed: ['443/tcp', '53/udp', '80/tcp'],
      networks: ['demo_default'],
      mounts: ['/srv'],
    }),
  ]);
});

it('finds where exec goes, or says why not', async () => {
  const bench = new Bench();
  await bench.up(stack({ web: service({ scale: 2 }), db: service() }));
  await bench.stop(['db']);
  const target = (name: string, index = 0) => bench.orchestrator.execTarget('demo', { service: name, index });
  expect((await target('web')).socketPath).toContain(bench.engine.byName('demo-web-1').id);
  expect((await target('web', 2)).socketPath).toContain(bench.engine.byName('demo-web-2').id);
  const code = 'CONTAINER_NOT_RUNNING';
  await expect(target('db')).rejects.toMatchObject({ code, message: 'service "db" is not running' });
  await expect(target('web', 3)).rejects.toMatchObject({
    code,
    message: 'service "web" is not running container #3',
  });
});

it('pulls all at the same time, and says whether anything is new', async () => {
  const bench = new Bench();
  bench.engine.image('redis:7', {}, 'registry');
  const pull = (...references: string[]) => {
    const images = references.map((reference) => ({ reference }));
    return collect(bench.orchestrator.pull({ images, ignoreFailures: false }, NEVER));
  };
  expect((await pull('redis:7', 'nginx:1.22')).changed).toBe(true);
  expect((await pull('redis:7')).changed).toBe(false);
  const failed = await pull('none:1', 'redis:7');
  expect(failed.error?.code).toBe('IMAGE_NOT_FOUND');
  expect(failed.steps).toEqual(expect.arrayContaining(['Image none:1 Error', 'Image redis:7 Pulled']));
});

it('pulls every tag of a repository some at a time, and none after one that fails', async () => {
  const bench = new Bench();
  const tags = Array.from({ length: 9 }, (_, index) => `v${index}`);
  for (const tag of tags) bench.engine.image(`app:${tag}`, {}, 'registry');
  const pull = (ignoreFailures: boolean) => {
    const images = [{ reference: 'app' }];
    return collect(bench.orchestrator.pull({ images, allTags: true, ignoreFailures }, NEVER));
  };
  bench.engine.beforeEffect = (call) => {
    if (call.endsWith('app:v0')) throw new TscomposeError('REGISTRY', 'it fails');
  };
  const failed = await pull(false);
  expect(failed.error?.code).toBe('REGISTRY');
  expect(failed.steps).not.toContain('Image app:v8 Pulling');
  const all = await pull(true);
  expect(all.error).toBeUndefined();
  expect(all.steps.filter((step) => step.endsWith('Pulled'))).toEqual(
    tags.slice(1).map((tag) => `Image app:${tag} Pulled`),
  );
});

it('ends an operation that cannot be planned with its error', async () => {
  const bench = new Bench();
  const { error, events } = await bench.up(stack({ web: service({ restart: 'sometimes' }) }));
  expect(error).toMatchObject({ code: 'STACK_FILE_INVALID', path: ['services', 'web', 'restart'] });
  expect(events).toHaveLength(1);
});
