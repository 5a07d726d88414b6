import { expect, test } from 'vitest';
import type { ContainerSpec } from '../../../src/spec/container.js';
import { containerSpec } from '../engine/container/fixtures.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

const NEVER = new AbortController().signal;

async function made(bench: Bench, changes: Partial<ContainerSpec>): Promise<string> {
  bench.engine.image('nginx:1.22');
  return bench.engine.createContainer({ ...containerSpec(changes), image: 'nginx:1.22', networks: [] });
}

test('a container that is to go goes when it has ended, with its anonymous volumes', async () => {
  const bench = new Bench();
  const id = await made(bench, { name: 'short', autoRemove: true });
  await made(bench, { name: 'long' });
  await bench.engine.startContainer(id, { by: 'user' }, NEVER);
  bench.engine.end('short', 3);
  await settle();
  expect(bench.engine.calls).toContain('remove short with volumes');
  expect(bench.engine.containers.map(({ spec }) => spec.name)).toEqual(['long']);
  expect(bench.faults).toEqual([]);
});

test('the next engine removes one whose start went with the engine before', async () => {
  const bench = new Bench();
  await made(bench, { name: 'half', autoRemove: true });
  await bench.orchestrator.resume({ afterBoot: false });
  expect(bench.engine.containers).toEqual([]);
});
