import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { spool, sweepSpools } from '../../../../src/engine/image/spool.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsc-spool-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function* twice(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  yield Buffer.from(text);
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

it('gives back what it took, as often as asked, and has no name meanwhile', async () => {
  const text = 'x'.repeat(300_000);
  const aside = await spool(twice(text), directory, new AbortController().signal);
  expect(await readdir(directory)).toEqual([]);
  expect(await textOf(aside.read())).toBe(text + text);
  expect(await textOf(aside.read())).toBe(text + text);
  await aside.close();
});

it('ends when it is told to, with the reason', async () => {
  const abort = new AbortController();
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      yield Buffer.alloc(10);
      abort.abort();
    }
  }
  await expect(spool(endless(), directory, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
});

it('sweeps what a killed one left, and nothing else', async () => {
  await writeFile(join(directory, '.spool-1'), '');
  await writeFile(join(directory, 'other'), '');
  await sweepSpools(directory);
  expect(await readdir(directory)).toEqual(['other']);
});
