import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyStack } from '../reconcile/any-stack.js';
import { Bench } from './bench.js';

const schema = JSON.parse(readFileSync('schemas/plan.schema.json', 'utf8')) as object;

/** The same with keys that it doesn't know refused: what is printed must be described. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return inner.type === 'object' ? { ...inner, additionalProperties: false } : inner;
}

it('is as the published schema says, and nothing more', async () => {
  const fits = new Ajv().compile(closed(schema) as object);
  await fc.assert(
    fc.asyncProperty(anyStack, anyStack, fc.boolean(), async (before, after, wait) => {
      const bench = new Bench();
      for (const image of ['healthy', 'job']) bench.engine.image(image, { exitCode: 0 });
      bench.engine.image('remote', {}, 'registry');
      await bench.up(before, { noStart: true });
      const report = await bench.plan(after, {
        wait,
        removeOrphans: true,
        renewAnonymousVolumes: wait,
        recreate: 'all',
        pull: 'always',
      });
      expect(fits(JSON.parse(JSON.stringify(report))), JSON.stringify(fits.errors)).toBe(true);
    }),
    { numRuns: 50 },
  );
});
