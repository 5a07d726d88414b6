import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closure, type Graph } from '../../../src/graph/graph.js';
import { type WalkOptions, walk } from '../../../src/graph/walk.js';
import { acyclicGraph } from './random-graph.js';

const NEVER = new AbortController().signal;

function options(overrides: Partial<WalkOptions> = {}): WalkOptions {
  return { limit: 100, signal: NEVER, onFailure: 'stop', ...overrides };
}

/** Records starts and ends; each visit takes a number of turns of the event loop, and may fail. */
function recorder(turns: readonly number[], failing: ReadonlySet<string> = new Set()) {
  const log: string[] = [];
  const state = { running: 0, most: 0 };
  const visit = async (node: string): Promise<void> => {
    log.push(`+${node}`);
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    const count = turns[node.charCodeAt(0) % Math.max(turns.length, 1)] ?? 0;
    for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
    state.running -= 1;
    log.push(`-${node}`);
    if (failing.has(node)) throw new Error(`${node} failed`);
  };
  return { log, state, visit };
}

function expectDependenciesFirst(graph: Graph, log: readonly string[]): void {
  for (const [node, dependencies] of graph) {
    if (!log.includes(`+${node}`)) continue;
    for (const dependency of dependencies) {
      expect(log.indexOf(`-${dependency}`)).toBeGreaterThanOrEqual(0);
      expect(log.indexOf(`-${dependency}`)).toBeLessThan(log.indexOf(`+${node}`));
    }
  }
}

const turns = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 });

it('visits every node once, after its dependencies have ended, within the limit', async () => {
  await fc.assert(
    fc.asyncProperty(acyclicGraph, turns, fc.integer({ min: 1, max: 4 }), async (graph, wait, limit) => {
      const { log, state, visit } = recorder(wait);
      const result = await walk(graph, visit, options({ limit }));
      expect(log).toHaveLength(graph.size * 2);
      expect(state.most).toBeLessThanOrEqual(limit);
      expectDependenciesFirst(graph, log);
      expect([...result.values()].every((outcome) => outcome.state === 'done')).toBe(true);
    }),
  );
});

it('never releases the dependents of a failed node, and goes on with the rest when told so', async () => {
  await fc.assert(
    fc.asyncProperty(acyclicGraph, turns, fc.nat(7), async (graph, wait, pick) => {
      const victim = [...graph.keys()][pick % Math.max(graph.size, 1)] ?? 'none';
      const { visit } = recorder(wait, new Set([victim]));
      const result = await walk(graph, visit, options({ onFailure: 'continue' }));
      for (const node of graph.keys()) {
        const blocked = closure(graph, [node]).has(victim);
        const expected = node === victim ? 'failed' : blocked ? 'skipped' : 'done';
        expect(result.get(node)?.state).toBe(expected);
      }
    }),
  );
});

it('starts nothing after a failure when told to stop, and awaits what runs', async () => {
  await fc.assert(
    fc.asyncProperty(acyclicGraph, turns, fc.nat(7), async (graph, wait, pick) => {
      const victim = [...graph.keys()][pick % Math.max(graph.size, 1)] ?? 'none';
      const { log, state, visit } = recorder(wait, new Set([victim]));
      await walk(graph, visit, options());
      expect(state.running).toBe(0);
      const failure = log.indexOf(`-${victim}`);
      if (failure >= 0) {
        expect(log.slice(failure + 1).filter((entry) => entry.startsWith('+'))).toEqual([]);
      }
    }),
  );
});

it('hands the running visits a signal that aborts with the first failure', async () => {
  const graph = new Map([
    ['bad', []],
    ['slow', []],
  ]);
  const result = await walk(
    graph,
    async (node, signal) => {
      if (node === 'bad') throw new Error('bad failed');
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    options(),
  );
  expect([...result].map(([node, outcome]) => [node, outcome.state])).toEqual([
    ['bad', 'failed'],
    ['slow', 'interrupted'],
  ]);
});

it('starts nothing with an aborted signal, and stops in the middle when it is aborted', async () => {
  const chain = new Map([
    ['a', []],
    ['b', ['a']],
    ['c', ['b']],
  ]);
  const { log, visit } = recorder([0]);
  await walk(chain, visit, options({ signal: AbortSignal.abort() }));
  expect(log).toEqual([]);

  const controller = new AbortController();
  const result = await walk(
    chain,
    async (node) => {
      if (node === 'b') controller.abort();
    },
    options({ signal: controller.signal }),
  );
  expect([...result].map(([node, outcome]) => `${node} ${outcome.state}`)).toEqual([
    'a done',
    'b done',
    'c skipped',
  ]);
});
