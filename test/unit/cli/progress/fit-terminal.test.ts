import { expect, it } from 'vitest';
import { fitLine, hiddenSteps, type ShownStep } from '../../../../src/cli/progress/fit-terminal.js';

const image = (id: string, state: ShownStep['state']): ShownStep => ({ id, state, text: 'Pulling' });
const layer = (id: string, state: ShownStep['state'], text: string): ShownStep => ({
  id,
  parentId: 'image',
  state,
  text,
});

const STEPS: readonly ShownStep[] = [
  image('old', 'done'),
  image('image', 'working'),
  layer('done', 'done', 'Pull complete'),
  layer('failed', 'error', 'Error'),
  layer('waiting', 'working', 'Waiting'),
  layer('loading', 'working', 'Downloading'),
];

it.each([
  [6, []],
  [5, ['done']],
  [4, ['done', 'waiting']],
  [3, ['done', 'waiting', 'loading']],
  [2, ['old', 'done', 'waiting', 'loading']],
  [0, ['old', 'done', 'waiting', 'loading']],
])('of too many steps on %i rows those go that tell least: %j', (rows, hidden) => {
  const gone = hiddenSteps(STEPS, rows);
  expect(STEPS.filter((step) => gone.has(step)).map(({ id }) => id)).toEqual(hidden);
});

it.each([
  [40, 'registry.lan:5000/app:1  Pulling 3MB/9MB'],
  [32, 'registr…0/app:1  Pulling 3MB/9MB'],
  [10, 'registry.lan:5000/app:1  Pulling 3MB/9MB'],
])('on %i columns a line is %j', (columns, line) => {
  expect(fitLine('registry.lan:5000/app:1', '  Pulling 3MB/9MB', columns)).toBe(line);
});
