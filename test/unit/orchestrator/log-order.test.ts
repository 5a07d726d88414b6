import { expect, it } from 'vitest';
import { mergeByTime } from '../../../src/orchestrator/log-order.js';
import type { LogLines } from '../../../src/spec/engine.js';
import { logBytes } from '../support/log-lines.js';

const time = (second: number) => `2026-01-02T03:04:${String(second).padStart(2, '0')}.5Z`;

/** A log whose lines have the seconds of the numbers; each list is a block. */
function source(origin: string, ...blocks: readonly (readonly number[])[]) {
  async function* lines(): AsyncGenerator<LogLines> {
    for (const [index, block] of blocks.entries()) {
      const texts = block.map((second) => ({ log: `${origin}${second}\n`, time: time(second) }));
      yield { lines: logBytes(...texts), end: { file: 1, offset: index } };
    }
  }
  return { origin, lines: lines() };
}

async function merged(...sources: readonly ReturnType<typeof source>[]) {
  const pieces: string[] = [];
  for await (const { origin, lines, end } of mergeByTime(sources)) {
    const texts = [...lines.toString().matchAll(/"log":"(\w+)/g)].map((match) => match[1]);
    pieces.push(`${origin}@${end.offset}: ${texts.join(' ')}`);
  }
  return pieces;
}

it('merges by time in pieces as large as can be', async () => {
  const pieces = await merged(source('a', [1, 1, 2, 5], [6, 9]), source('b', [3, 4], [7, 8]));
  expect(pieces).toEqual(['a@0: a1 a1 a2', 'b@0: b3 b4', 'a@0: a5', 'a@1: a6', 'b@1: b7 b8', 'a@1: a9']);
});

it('puts lines of the same time in order of the sources', async () => {
  expect(await merged(source('a', [1, 2]), source('b', [1, 2]))).toEqual([
    'a@0: a1',
    'b@0: b1',
    'a@0: a2',
    'b@0: b2',
  ]);
});

it('leaves the order within a source as it is, also when its clock was set back', async () => {
  expect((await merged(source('a', [5, 1, 2]), source('b', [3]))).join(' ')).toBe('b@0: b3 a@0: a5 a1 a2');
  expect(await merged(source('a', [1], [2]))).toEqual(['a@0: a1', 'a@1: a2']);
  expect(await merged()).toEqual([]);
});

it('lets go of all sources when nobody wants more', async () => {
  const closed: string[] = [];
  const endless = (origin: string) => ({
    origin,
    lines: (async function* () {
      try {
        for (;;) yield { lines: logBytes({ log: 'x\n' }), end: { file: 1, offset: 0 } };
      } finally {
        closed.push(origin);
      }
    })(),
  });
  for await (const _ of mergeByTime([endless('a'), endless('b')])) break;
  expect(closed.sort()).toEqual(['a', 'b']);
});
