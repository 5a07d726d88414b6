import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, layOut } from '../../../../src/cli/graph/layout/layout.js';

const SIZE = { width: 100, height: 50 };
const laidOut = (edges: Readonly<Record<string, readonly string[]>>) => {
  const graph = new Map(Object.entries(edges));
  return layOut(graph, new Map([...graph.keys()].map((node) => [node, SIZE])));
};

test('dependencies stand to the right, side by side with what needs them', () => {
  const { boxes, lines } = laidOut({ web: ['api'], api: ['db'], db: [], lonely: [] });
  const [web, api, db] = ['web', 'api', 'db'].map((node) => boxes.get(node));
  expect([web?.x, api?.x, db?.x]).toEqual([0, 172, 344]);
  expect(new Set([web?.y, api?.y, db?.y]).size).toBe(1);
  expect(lines).toContainEqual({
    from: 'web',
    to: 'api',
    points: [
      { x: 100, y: 25 },
      { x: 172, y: 25 },
    ],
  });
});

test('lines of a small tangle do not cross', () => {
  const { boxes } = laidOut({ a: ['z'], b: ['y'], c: ['x'], x: [], y: [], z: [], r: ['a', 'b', 'c'] });
  const y = (node: string) => boxes.get(node)?.y ?? 0;
  const order = ['a', 'b', 'c'].toSorted((one, other) => y(one) - y(other));
  const partners = { a: 'z', b: 'y', c: 'x' } as const;
  const ends = order.map((node) => y(partners[node as keyof typeof partners]));
  expect(ends).toEqual(ends.toSorted((one, other) => one - other));
});

test('any graph is laid out: no boxes overlap, all lie inside, and all needs point right', () => {
  const graphs = fc
    .integer({ min: 1, max: 14 })
    .chain((size) =>
      fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 4 }), { minLength: size, maxLength: size }),
    );
  fc.assert(
    fc.property(graphs, (lists) => {
      const edges = Object.fromEntries(
        lists.map((others, node) => [`n${node}`, others.filter((other) => other < node).map((n) => `n${n}`)]),
      );
      const { boxes, lines, width, height } = laidOut(edges);
      const all = [...boxes.values()];
      expect(all).toHaveLength(lists.length);
      for (const [index, box] of all.entries()) {
        expect(
          box.x >= 0 && box.y >= -0.001 && box.x + box.width <= width && box.y + box.height <= height + 0.001,
        ).toBe(true);
        for (const other of all.slice(index + 1)) expect(overlap(box, other)).toBe(false);
      }
      for (const { from, to } of lines) expect(boxes.get(from)?.x).toBeLessThan(boxes.get(to)?.x ?? 0);
    }),
  );
});

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width && b.x < a.x + a.width && a.y + a.height > b.y + 0.001 && b.y + b.height > a.y + 0.001
  );
}
