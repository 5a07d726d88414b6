/** What columns are at least wide, and what is between them: those of Docker's lists. */
const MIN_WIDTH = 10;
const PADDING = 3;

/**
 * Aligns text at its tabs, as Go's tabwriter does: a column is as wide as its widest cell among lines next to each other that
 * have it; what stands behind the last tab of a line is no cell.
 */
export function alignTabs(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = columnWidths(lines);
  return lines
    .map((cells, row) =>
      cells.map((cell, column) => cell + ' '.repeat(missing(cell, widths[row]?.[column]))).join(''),
    )
    .join('\n');
}

function missing(cell: string, width: number | undefined): number {
  return width === undefined ? 0 : width - textWidth(cell);
}

/** Of each line, the widths of its cells. */
function columnWidths(lines: readonly (readonly string[])[]): readonly (readonly number[])[] {
  const widths: number[][] = lines.map(() => []);
  const columns = Math.max(...lines.map((cells) => cells.length - 1));
  for (let column = 0; column < columns; column += 1) {
    let block: number[] = [];
    for (let row = 0; row <= lines.length; row += 1) {
      if ((lines[row]?.length ?? 0) - 1 > column) {
        block.push(row);
        continue;
      }
      const needed = block.map((line) => textWidth(lines[line]?.[column] ?? '') + PADDING);
      const width = Math.max(MIN_WIDTH, ...needed);
      for (const line of block) widths[line]?.push(width);
      block = [];
    }
  }
  return widths;
}

/** Characters, not UTF-16 units. */
function textWidth(text: string): number {
  return [...text].length;
}
