import { expect, it } from 'vitest';
import { noteGarbage } from '../../../../src/engine/store/young-garbage.js';

const BUFFER = 64 * 1024;
const MIB = 1024 * 1024;

it('buffers of use for a moment do not pile up', () => {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let bytes = 0; bytes < 256 * MIB; bytes += BUFFER) {
    Buffer.alloc(BUFFER);
    noteGarbage(BUFFER);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(24 * MIB);
});
