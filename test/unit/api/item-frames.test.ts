import fc from 'fast-check';
import { expect, it } from 'vitest';
import { itemFrame, parseFrames } from '../../../src/api/item-frames.js';

interface Item {
  readonly type: string;
  readonly lines?: Buffer;
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function received(items: readonly Item[], size: number): Promise<Item[]> {
  const bytes = Buffer.concat(items.flatMap((item) => itemFrame(item)));
  const all: Item[] = [];
  for await (const item of parseFrames(cut(bytes, size))) all.push(item as Item);
  return all;
}

it('carries items with lines and without, however the stream is cut', async () => {
  const lines = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 });
  const item = fc.record(
    { type: fc.string({ unit: 'grapheme' }), lines: lines.map((all) => Buffer.from(`${all.join('\n')}\n`)) },
    { requiredKeys: ['type'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(item), fc.integer({ min: 1, max: 60 }), async (items, size) => {
      // One may come as several, each with whole lines.
      const joined: Item[] = [];
      for (const { type, lines: part } of await received(items as Item[], size)) {
        if (part !== undefined) expect(part.at(-1)).toBe(0x0a);
        joined.push(part === undefined ? { type } : { type, lines: part });
      }
      const bytesOf = (all: readonly Item[]) =>
        all.map(({ type, lines: part }) => (part === undefined ? `${type}!` : `${part}`)).join('');
      expect(bytesOf(joined)).toBe(bytesOf(items as Item[]));
    }),
  );
});

it('leaves out what breaks off', async () => {
  const [front = Buffer.alloc(0)] = itemFrame({ type: 'result' });
  const all: unknown[] = [];
  for await (const item of parseFrames(cut(Buffer.concat([front, front.subarray(0, 12)]), 5))) all.push(item);
  expect(all).toEqual([{ type: 'result' }]);
});
