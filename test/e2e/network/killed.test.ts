import { expect, it } from 'vitest';
import { NetworkWorld } from './support/network-world.js';

/** Does it again and again, with one more call allowed each time, until it is done in time. */
async function atEveryMoment(attempt: (calls: number) => Promise<boolean>): Promise<number> {
  let calls = 0;
  while (!(await attempt(calls))) calls += 1;
  return calls;
}

it('leaves nothing of an attachment that an engine died in', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  await world.network('two');
  const before = await world.remains();
  const calls = await atEveryMoment(async (left) => {
    const done = await world.dieAfter(left, [], () => world.attach('a', ['one', 'two'], [{}]));
    await world.driver.detach('a', { forget: true });
    expect(await world.remains()).toEqual(before);
    return done;
  });
  expect(calls).toBeGreaterThan(5);
});

it('finishes a detachment that an engine died in', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  const before = await world.remains();
  await atEveryMoment(async (left) => {
    await world.attach('a', ['one'], [{}]);
    const done = await world.dieAfter(left, ['a'], () => world.driver.detach('a', { forget: true }));
    await world.driver.detach('a', { forget: true });
    expect(await world.remains()).toEqual(before);
    return done;
  });
});

it('has a network whole or not at all after an engine died making or removing it', async () => {
  await using world = await NetworkWorld.create();
  await atEveryMoment(async (left) => {
    const done = await world.dieAfter(left, [], () => world.network('one'));
    const whole = (await world.driver.list()).length === 1;
    if (done) expect(whole).toBe(true);
    if (whole) await world.attach('a', ['one']);
    await world.driver.detach('a', { forget: true });
    await world.driver.remove('one');
    expect(await world.remains()).toEqual([]);
    return done;
  });
  await atEveryMoment(async (left) => {
    await world.network('one');
    const done = await world.dieAfter(left, [], () => world.driver.remove('one'));
    await world.driver.remove('one');
    expect(await world.remains()).toEqual([]);
    return done;
  });
});
