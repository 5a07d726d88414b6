import { expect, it } from 'vitest';
import { ItemQueue } from '../../../src/orchestrator/item-queue.js';
import { settle } from './fake-clock.js';

it('makes who pushes slowly wait for the reader', async () => {
  const queue = new ItemQueue<number>();
  const pushed: number[] = [];
  const push = async (from: number) => {
    for (const item of [from, from + 1, from + 2]) {
      await queue.pushSlowly(item);
      pushed.push(item);
    }
  };
  const both = Promise.all([push(0), push(10)]);
  await settle();
  expect(pushed).toEqual([]);
  const reader = queue[Symbol.asyncIterator]();
  const read = [await reader.next(), await reader.next()].map(({ value }) => value);
  await settle();
  expect([read, pushed]).toEqual([[0, 10], []]);
  const rest: (number | undefined)[] = [];
  for (let index = 0; index < 4; index += 1) rest.push((await reader.next()).value);
  expect(rest).toEqual([1, 11, 2, 12]);
  queue.end();
  expect((await reader.next()).done).toBe(true);
  await both;
});

it('keeps nobody waiting whose reader has gone', async () => {
  const queue = new ItemQueue<number>();
  const first = queue.pushSlowly(1);
  for await (const _ of queue) {
    const second = queue.pushSlowly(2);
    queue.end();
    await second;
    break;
  }
  await first;
  await queue.pushSlowly(3);
});
