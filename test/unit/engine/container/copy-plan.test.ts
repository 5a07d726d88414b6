import { expect, test } from 'vitest';
import { planCopy } from '../../../../src/engine/container/copy-plan.js';

const FILE = { path: '/from/f', isDirectory: false };
const DIRECTORY = { path: '/from/d', isDirectory: true };
const CONTENTS = { path: '/from/d/.', isDirectory: true };

test.each([
  [FILE, '/to', 'directory', '/to', 'f'],
  [FILE, '/to/', 'directory', '/to', 'f'],
  [FILE, '/to/new', 'nothing', '/to', 'new'],
  [FILE, '/to/old', 'other', '/to', 'old'],
  [DIRECTORY, '/to', 'directory', '/to', 'd'],
  [DIRECTORY, '/to/new', 'nothing', '/to', 'new'],
  [DIRECTORY, '/to/new/', 'nothing', '/to', 'new'],
  [{ path: '/from/d/', isDirectory: true }, '/to', 'directory', '/to', 'd'],
  [CONTENTS, '/to', 'directory', '/to', '.'],
  [CONTENTS, '/to/new', 'nothing', '/to', 'new'],
  [{ path: '/', isDirectory: true }, '/to', 'directory', '/to', '.'],
  [{ path: '..', isDirectory: true }, '/', 'directory', '/', '.'],
] as const)('%o to %s (%s there) is %s as %s', (source, path, found, directory, as) => {
  expect(planCopy(source, { path, found })).toEqual({ directory, as });
});

test.each([
  [DIRECTORY, '/to/f', 'other', 'cannot copy directory'],
  [CONTENTS, '/to/f', 'other', 'cannot copy directory'],
  [FILE, '/to/new/', 'nothing', 'no such directory'],
  [FILE, '/to/f/', 'other', 'no such directory'],
  [{ path: '/from/f/', isDirectory: false }, '/to', 'directory', '/from/f/: not a directory'],
  [{ path: '/from/f/.', isDirectory: false }, '/to', 'directory', '/from/f/.: not a directory'],
] as const)('%o to %s (%s there) fails: %s', (source, path, found, message) => {
  expect(() => planCopy(source, { path, found })).toThrow(message);
});
