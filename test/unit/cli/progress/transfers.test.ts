import { expect, it } from 'vitest';
import { Transfers } from '../../../../src/cli/progress/transfers.js';
import type { StepProgress } from '../../../../src/spec/operations.js';

const IMAGE = 'Image a';
const layer = (id: string, rest: Partial<StepProgress>): StepProgress => ({
  type: 'step',
  id,
  parentId: IMAGE,
  state: 'working',
  text: 'Downloading',
  ...rest,
});

it('tells how much of an image has come, how fast, and when the rest will have', () => {
  const transfers = new Transfers();
  transfers.note(layer('one', { total: 1000 }), 0);
  transfers.note(layer('two', { total: 3000 }), 0);
  expect(transfers.summary(IMAGE)).toEqual({ current: 0, total: 4000 });
  transfers.note(layer('one', { current: 500, total: 1000 }), 1000);
  expect(transfers.summary(IMAGE)).toEqual({ current: 500, total: 4000, rate: 500, remaining: 7 });
  transfers.note(layer('one', { text: 'Extracting', total: 1000 }), 2000);
  expect(transfers.summary(IMAGE)).toMatchObject({ current: 1000, rate: 500 });
  transfers.note(layer('one', { state: 'done', text: 'Pull complete', total: 1000 }), 2000);
  transfers.note(layer('two', { current: 3000, total: 3000 }), 3000);
  expect(transfers.summary(IMAGE)).toEqual({ current: 4000, total: 4000 });
});

it('judges the speed by the last seconds', () => {
  const transfers = new Transfers();
  transfers.note(layer('one', { current: 0, total: 1_000_000 }), 0);
  transfers.note(layer('one', { current: 900_000, total: 1_000_000 }), 1000);
  transfers.note(layer('one', { current: 901_000, total: 1_000_000 }), 6500);
  transfers.note(layer('one', { current: 902_000, total: 1_000_000 }), 7500);
  expect(transfers.summary(IMAGE)?.rate).toBe(1000);
});

it('leaves out what was there already', () => {
  const transfers = new Transfers();
  transfers.note(layer('old', { state: 'done', text: 'Already exists', total: 1000 }), 0);
  expect(transfers.summary(IMAGE)).toBeUndefined();
  transfers.note(layer('waited', { text: 'Waiting', total: 1000 }), 0);
  transfers.note(layer('waited', { state: 'done', text: 'Already exists', total: 1000 }), 0);
  expect(transfers.summary(IMAGE)).toBeUndefined();
  expect(transfers.summary('Image b')).toBeUndefined();
});
