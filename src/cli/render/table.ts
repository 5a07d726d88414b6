import { fitTable } from './fit-table.js';
import type { TableLayout } from './table-layout.js';

/** `ps` and most lists. */
export const LIST_LAYOUT: TableLayout = { minWidth: 10, padding: 3 };
/** `images`. */
export const WIDE_LAYOUT: TableLayout = { minWidth: 20, padding: 4 };

/**
 * Columns as Docker aligns them: every column but the last is padded. Ends with a newline.
 * @param width columns of the terminal, for cells to be cut to; absent: they are shown whole
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  layout: TableLayout = LIST_LAYOUT,
  width?: number,
): string {
  const all = [head, ...rows];
  const lines = width === undefined ? all : fitTable(all, layout, width);
  const widths = head.map((_, column) =>
    Math.max(layout.minWidth, ...lines.map((line) => textWidth(line[column] ?? '') + layout.padding)),
  );
  return lines.map((line) => `${renderLine(line, widths)}\n`).join('');
}

function renderLine(cells: readonly string[], widths: readonly number[]): string {
  const last = widths.length - 1;
  return widths
    .map((width, column) => {
      const cell = cells[column] ?? '';
      return column === last ? cell : cell + ' '.repeat(width - textWidth(cell));
    })
    .join('');
}

/** Characters, not UTF-16 units. */
function textWidth(text: string): number {
  return [...text].length;
}
