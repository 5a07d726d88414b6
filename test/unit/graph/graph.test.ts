import { expect, it } from 'vitest';
import { closure, dependentsOf } from '../../../src/graph/graph.js';

const GRAPH = new Map([
  ['web', ['api', 'cache']],
  ['api', ['db', 'db', 'elsewhere']],
  ['cache', []],
  ['db', []],
  ['job', ['db']],
]);

it('gives a node with all it depends on, and nothing else', () => {
  expect([...closure(GRAPH, ['api'])].sort()).toEqual(['api', 'db']);
  expect([...closure(GRAPH, ['web', 'unknown'])].sort()).toEqual(['api', 'cache', 'db', 'web']);
});

it('turns edges around, counting a repeated one once', () => {
  expect(Object.fromEntries(dependentsOf(GRAPH))).toEqual({
    web: [],
    api: ['web'],
    cache: ['web'],
    db: ['api', 'job'],
    job: [],
  });
});
