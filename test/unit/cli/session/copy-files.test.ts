import { expect, test } from 'vitest';
import { copyWish } from '../../../../src/cli/session/copy-files.js';

test.each([
  ['web:/x', 'y', { direction: 'out', to: 'y', container: 'web', path: '/x' }],
  ['x', 'web:y:z', { direction: 'in', from: 'x', container: 'web', path: 'y:z' }],
  ['-', 'web:/x', { direction: 'in', from: '-', container: 'web', path: '/x' }],
  ['./a:b', 'web:/x', { direction: 'in', from: './a:b', container: 'web', path: '/x' }],
  ['/a:b', 'web:/x', { direction: 'in', from: '/a:b', container: 'web', path: '/x' }],
  ['web:', '-', { direction: 'out', to: '-', container: 'web', path: '' }],
])('%s %s', (source, destination, wish) => {
  expect(copyWish(source, destination)).toEqual(wish);
});

test.each([
  ['x', 'y', 'unknown copy direction'],
  ['a:/x', 'b:/y', 'copying between services is not supported'],
])('%s %s is refused', (source, destination, message) => {
  expect(() => copyWish(source, destination)).toThrow(message);
});
