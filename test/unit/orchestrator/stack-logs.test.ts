import { expect, it } from 'vitest';
import { logItems } from '../../../src/api/log-items.js';
import { TscomposeError } from '../../../src/base/errors.js';
import type { LogsRequest, StackLogItem } from '../../../src/spec/operations.js';
import { service, stack } from '../lowering/stacks.js';
import { Bench } from './bench.js';
import { settle } from './fake-clock.js';

const PAIR = stack({ a: service(), b: service({ restart: 'always' }) });

function text(item: StackLogItem): string {
  if (item.type === 'log') return `${item.container} ${item.log.trim()}`;
  return `${item.container} exited ${item.exitCode}${item.restarting ? ' (restarting)' : ''}`;
}

/** Collects in the background; `done` once the stream has ended. */
function follow(bench: Bench, request: Partial<LogsRequest> = {}, signal = new AbortController().signal) {
  const lines: string[] = [];
  const state = { done: false };
  const finished = (async () => {
    const all = { services: [], follow: true, ...request };
    for await (const item of logItems(bench.orchestrator.logs('demo', all, signal))) lines.push(text(item));
    state.done = true;
  })();
  return { lines, state, finished };
}

it('merges the logs of all containers by time and ends', async () => {
  const bench = new Bench();
  await bench.up(PAIR);
  for (const [index, name] of ['demo-b-1', 'demo-a-1', 'demo-b-1', 'demo-a-1'].entries()) {
    bench.engine.write(name, `${index}\n`);
    await bench.clock.advance(5);
  }
  const { lines, finished } = follow(bench, { follow: false });
  await finished;
  expect(lines).toEqual(['demo-b-1 0', 'demo-a-1 1', 'demo-b-1 2', 'demo-a-1 3']);
  const last = follow(bench, { follow: false, tail: 1, services: ['a'] });
  await last.finished;
  expect(last.lines).toEqual(['demo-a-1 3']);
});

it('follows over restarts without repeating or losing lines', async () => {
  const bench = new Bench();
  await bench.up(PAIR);
  bench.engine.write('demo-b-1', 'old\n');
  const { lines } = follow(bench, { services: ['b'] });
  await settle();
  bench.engine.write('demo-b-1', 'new\n');
  await settle();
  bench.engine.end('demo-b-1', 1);
  await bench.clock.advance(100);
  bench.engine.write('demo-b-1', 'again\n');
  await settle();
  expect(lines).toEqual(['demo-b-1 old', 'demo-b-1 new', 'demo-b-1 exited 1 (restarting)', 'demo-b-1 again']);
});

it('goes on when a container is removed between being seen and being read, as while it is replaced', async () => {
  const bench = new Bench();
  await bench.up(PAIR);
  bench.engine.write('demo-b-1', 'said\n');
  const { engine } = bench;
  const { logEnd } = engine;
  engine.logEnd = async (id) => {
    if (engine.byName('demo-a-1').id === id)
      throw new TscomposeError('CONTAINER_NOT_FOUND', 'there is no container');
    return logEnd(id);
  };
  const { lines } = follow(bench);
  await settle();
  expect(lines).toEqual(['demo-b-1 said']);
});

it('takes up containers that are made meanwhile', async () => {
  const bench = new Bench();
  await bench.up(PAIR, { services: ['b'] });
  const { lines } = follow(bench);
  await settle();
  await bench.up(PAIR);
  bench.engine.write('demo-a-1', 'hello\n');
  await settle();
  expect(lines).toEqual(['demo-a-1 hello']);
});

it('ends when no container runs any more', async () => {
  const bench = new Bench();
  await bench.up(PAIR);
  const { lines, state } = follow(bench);
  await settle();
  bench.engine.end('demo-a-1', 0);
  await settle();
  expect(state.done).toBe(false);
  await bench.stop();
  await settle();
  expect(state.done).toBe(true);
  expect(lines).toEqual(['demo-a-1 exited 0', 'demo-b-1 exited 143']);
});

it('ends when a restart that is due is called off', async () => {
  const bench = new Bench();
  await bench.up(PAIR, { services: ['b'] });
  const { state } = follow(bench);
  await settle();
  bench.engine.end('demo-b-1', 1);
  await settle();
  expect(state.done).toBe(false);
  await bench.stop();
  await settle();
  expect(state.done).toBe(true);
});

it('tells the end of a container that ended since the time asked for, before anybody listened', async () => {
  const bench = new Bench();
  bench.engine.image('once', { exitCode: 4, says: 'bye\n' });
  const since = new Date(bench.clock.now() - 1).toISOString();
  await bench.up(stack({ job: service({ image: 'once' }) }));
  const { lines, finished } = follow(bench, { since });
  await finished;
  expect(lines).toEqual(['demo-job-1 bye', 'demo-job-1 exited 4']);
});

it('shows nothing old with tail 0, but what comes', async () => {
  const bench = new Bench();
  await bench.up(PAIR);
  bench.engine.write('demo-a-1', 'old\n');
  await bench.clock.advance(10);
  const { lines } = follow(bench, { tail: 0 });
  await settle();
  await bench.clock.advance(10);
  bench.engine.write('demo-a-1', 'new\n');
  await settle();
  expect(lines).toEqual(['demo-a-1 new']);
});

it.each([{}, { tail: 0 }, { since: '2024-01-01T00:00:00.005Z' }])(
  'loses no line when the clock is set back while it follows: %o',
  async (request) => {
    const bench = new Bench();
    await bench.up(PAIR);
    await bench.clock.advance(10);
    bench.engine.write('demo-b-1', 'old\n');
    await bench.clock.advance(10);
    const { lines } = follow(bench, { services: ['b'], ...request });
    await settle();
    bench.clock.jump(-3_600_000);
    bench.engine.write('demo-b-1', 'new\n');
    await settle();
    bench.engine.end('demo-b-1', 1);
    await bench.clock.advance(100);
    bench.engine.write('demo-b-1', 'again\n');
    await settle();
    const told = 'demo-b-1 exited 1 (restarting)';
    expect(lines.filter((line) => line !== 'demo-b-1 old')).toEqual(['demo-b-1 new', told, 'demo-b-1 again']);
  },
);

it('ends without an error when the signal aborts', async () => {
  const bench = new Bench();
  await bench.up(PAIR);
  const controller = new AbortController();
  const { finished } = follow(bench, {}, controller.signal);
  await settle();
  controller.abort();
  await finished;
  expect(bench.faults).toEqual([]);
});

it('tells the ends of some services and the lines of others, and ends with the former', async () => {
  const bench = new Bench();
  await bench.up(stack({ a: service(), b: service(), c: service() }));
  const { lines, state } = follow(bench, { services: ['a', 'b'], linesOf: ['b', 'c'] });
  await settle();
  for (const name of ['demo-a-1', 'demo-b-1', 'demo-c-1']) bench.engine.write(name, 'hi\n');
  await settle();
  bench.engine.end('demo-a-1', 1);
  await settle();
  expect(state.done).toBe(false);
  bench.engine.end('demo-b-1', 2);
  await settle();
  expect(lines).toEqual(['demo-b-1 hi', 'demo-c-1 hi', 'demo-a-1 exited 1', 'demo-b-1 exited 2']);
  expect(state.done).toBe(true);
});

it('misses neither the lines nor the end of a run that is over before anybody looks', async () => {
  const bench = new Bench();
  bench.engine.image('job', { exitCode: 3, says: 'done\n' });
  const file = stack({ a: service(), job: service({ image: 'job' }) });
  await bench.up(file, { services: ['a'] });
  await bench.up(file, { noStart: true });
  const { lines } = follow(bench);
  await bench.up(file);
  await settle();
  expect(lines).toEqual(['demo-job-1 done', 'demo-job-1 exited 3']);
});

it('notices what starts while the history is read', async () => {
  const bench = new Bench();
  const file = stack({ a: service(), b: service() });
  await bench.up(file, { noStart: true });
  await bench.up(file, { services: ['a'] });
  bench.engine.write('demo-a-1', 'old\n');
  const { lines } = follow(bench);
  const started = bench.up(file);
  await started;
  bench.engine.write('demo-b-1', 'new\n');
  await settle();
  expect(lines).toEqual(['demo-a-1 old', 'demo-b-1 new']);
});

it('reads one replica alone when asked', async () => {
  const bench = new Bench();
  await bench.up(stack({ a: service({ scale: 2 }) }));
  for (const name of ['demo-a-1', 'demo-a-2']) bench.engine.write(name, 'hi\n');
  const { lines, finished } = follow(bench, { follow: false, services: ['a'], index: 2 });
  await finished;
  expect(lines).toEqual(['demo-a-2 hi']);
});
