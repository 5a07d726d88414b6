import { expect, it } from 'vitest';
import { limitYoungSpace } from '../../../src/daemon/young-space.js';

const MIB = 1024 * 1024;

it('lets the space for new objects grow until it is large enough, and no further', () => {
  const listeners = new Set<() => void>();
  let bytes = MIB;
  let stops = 0;
  limitYoungSpace({
    bytes: () => bytes,
    stopGrowth: () => {
      stops += 1;
    },
    onCollection: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const collect = () => {
    for (const listener of [...listeners]) listener();
  };
  collect();
  bytes = 2 * MIB;
  collect();
  expect(stops).toBe(0);
  bytes = 4 * MIB;
  collect();
  collect();
  expect([stops, listeners.size]).toEqual([1, 0]);
});
