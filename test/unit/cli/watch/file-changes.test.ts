import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

it('sees what comes at a path that is not there yet, below directories that are not there either', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tsc-watch-'));
  const wanted = join(directory, 'some', 'deep', 'file');
  const stop = new AbortController();
  const seen = new Set<string>();
  const ready: number[] = [];
  try {
    const options = {
      isIgnored: (path: string) => path !== wanted,
      onReady: () => {
        ready.push(1);
        writeFileSync(join(directory, 'other'), 'x');
        mkdirSync(join(directory, 'some', 'deep'), { recursive: true });
        writeFileSync(wanted, 'x');
      },
      signal: stop.signal,
    };
    for await (const batch of fileChanges([wanted], options)) {
      for (const path of batch) seen.add(path);
      if (seen.has(wanted)) stop.abort();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  expect([seen.has(join(directory, 'other')), ready]).toEqual([false, [1]]);
});
