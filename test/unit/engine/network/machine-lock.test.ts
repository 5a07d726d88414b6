import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withMachineLock } from '../../../../src/engine/network/machine-lock.js';

const FREE = 7;
const WAITED_FOR = 8;

let closed: number[];
let letGo: (fd: number) => void;
let held: boolean;
const addon = {
  tryLock: () => (held ? undefined : FREE),
  awaitLock: () =>
    new Promise<number>((resolve) => {
      letGo = resolve;
    }),
  closeFd: (fd: number) => void closed.push(fd),
};

beforeEach(() => {
  vi.useFakeTimers();
  closed = [];
  held = false;
});
afterEach(() => vi.useRealTimers());

it('runs at once when nobody has the lock, and gives it back, also after a failure', async () => {
  expect(await withMachineLock(addon, '/lock', () => 'done')).toBe('done');
  const failing = withMachineLock(addon, '/lock', () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(closed).toEqual([FREE, FREE]);
});

it('waits for whoever has it', async () => {
  held = true;
  const work = vi.fn(() => 'done');
  const running = withMachineLock(addon, '/lock', work);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(work).not.toHaveBeenCalled();
  letGo(WAITED_FOR);
  expect(await running).toBe('done');
  expect(closed).toEqual([WAITED_FOR]);
  expect(vi.getTimerCount()).toBe(0);
});

it('gives up after ten seconds, and keeps no lock that comes later', async () => {
  held = true;
  const running = withMachineLock(addon, '/lock', () => 'done');
  const failed = expect(running).rejects.toMatchObject({ code: 'TIMEOUT' });
  await vi.advanceTimersByTimeAsync(10_000);
  await failed;
  letGo(WAITED_FOR);
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toEqual([WAITED_FOR]);
});
