export interface TableLayout {
  /** Narrowest a column can be, its padding included. */
  readonly minWidth: number;
  /** Spaces after the longest cell of a column. */
  readonly padding: number;
}

/** `ps` and most lists. */
export const LIST_LAYOUT: TableLayout = { minWidth: 10, padding: 3 };
/** `images`. */
export const WIDE_LAYOUT: TableLayout = { minWidth: 20, padding: 4 };

/** Columns as Docker aligns them: every column but the last is padded. Ends with a newline. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  layout: TableLayout = LIST_LAYOUT,
): string {
  const lines = [head, ...rows];
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
