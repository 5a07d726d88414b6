import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { fileChanges } from '../../../../src/cli/watch/file-changes.js';

it('keeps what changes while a batch is seen to for the next one, however long that takes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tsc-watch-'));
  const write = (name: string) => writeFileSync(join(directory, name), name);
  const stop = new AbortController();
  const batches: string[][] = [];
  try {
    const options = { isIgnored: () => false, onReady: () => write('first'), signal: stop.signal };
    for await (const batch of fileChanges([directory], options)) {
      batches.push([...batch].map((path) => path.slice(directory.length + 1)).filter((name) => name !== ''));
      if (batches.length === 2) stop.abort();
      else {
        write('second');
        // Longer than the quiet time that ends a batch.
        await delay(1500);
      }
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect(batches).toEqual([['first'], ['second']]);
});
