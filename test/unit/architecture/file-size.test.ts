import { expect, it } from 'vitest';
import { sourceFiles } from './source-files.js';

const MOST_LINES = 400;

it(`has no file of more than ${MOST_LINES} lines`, () => {
  const files = [
    ...sourceFiles('src', ['.ts']),
    ...sourceFiles('native', ['.cc', '.h', '.def']),
    ...sourceFiles('test', ['.ts']),
  ];
  const tooLong = files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES);
  expect(tooLong).toEqual([]);
});
