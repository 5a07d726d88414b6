import { expect, it } from 'vitest';
import { Gate } from '../../../../src/engine/image/gate.js';

/** Work that goes on until it is told to end. */
function held() {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end: () => end() };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('lets many in together, and one alone once they have gone', async () => {
  const gate = new Gate();
  const log: string[] = [];
  const [first, second] = [held(), held()];
  const together = [gate.shared(first.work), gate.shared(second.work)];
  const alone = gate.exclusive(async () => {
    log.push('alone');
  });
  const late = gate.shared(async () => {
    log.push('late');
  });
  await turn();
  expect([log, gate.busy]).toEqual([[], true]);
  first.end();
  await together[0];
  await turn();
  expect(log).toEqual([]);
  second.end();
  await Promise.all([...together, alone, late]);
  expect([log, gate.busy]).toEqual([['alone', 'late'], false]);
});

it('lets the next in after work that failed', async () => {
  const gate = new Gate();
  await expect(gate.exclusive(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const leave = await gate.enter();
  expect(gate.busy).toBe(true);
  leave();
  expect(await gate.exclusive(async () => 1)).toBe(1);
});
