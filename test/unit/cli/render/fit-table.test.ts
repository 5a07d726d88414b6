import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitTable } from '../../../../src/cli/render/fit-table.js';
import { LIST_LAYOUT, renderTable, WIDE_LAYOUT } from '../../../../src/cli/render/table.js';

const HEAD = ['NAME', 'IMAGE', 'COMMAND', 'STATUS'];
const ROWS = [
  [
    'demo-web-1',
    'registry.example.com/team/application:1.2.3',
    '"/docker-entrypoint.sh nginx"',
    'Up 3 seconds',
  ],
  ['a-very-long-name-of-a-container-1', 'nginx', '"x"', 'Exited (0)'],
];

const widthOf = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length));

it('cuts the longest cells until lines fit, but never names', () => {
  expect(renderTable(HEAD, ROWS, LIST_LAYOUT, 98)).toBe(
    [
      'NAME                                IMAGE                    COMMAND                  STATUS',
      'demo-web-1                          registry.example.com/…   "/docker-entrypoint.s…   Up 3 seconds',
      'a-very-long-name-of-a-container-1   nginx                    "x"                      Exited (0)',
      '',
    ].join('\n'),
  );
});

it('leaves what fits as it is, and what cannot fit readable', () => {
  expect(renderTable(HEAD, ROWS, LIST_LAYOUT, 500)).toBe(renderTable(HEAD, ROWS));
  const narrow = renderTable(HEAD, ROWS, LIST_LAYOUT, 20);
  expect(narrow).toContain('registry.ex…');
  expect(narrow).toContain('a-very-long-name-of-a-container-1');
});

it('makes any table as wide as the terminal at the most, where that is possible', () => {
  const cell = fc.string({ unit: 'grapheme-ascii', maxLength: 80 }).map((text) => text.replace(/\n/g, ' '));
  const row = fc.tuple(fc.constantFrom('a', 'bb'), cell, cell, cell);
  fc.assert(
    fc.property(
      fc.array(row),
      fc.integer({ min: 80, max: 200 }),
      fc.constantFrom(LIST_LAYOUT, WIDE_LAYOUT),
      (rows, width, layout) => {
        expect(widthOf(renderTable(HEAD, rows, layout, width))).toBeLessThanOrEqual(width);
        for (const [index, line] of fitTable([HEAD, ...rows], layout, width).entries()) {
          expect(line[0]).toBe([HEAD, ...rows][index]?.[0]);
        }
      },
    ),
  );
});
