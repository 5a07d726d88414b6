import type { TableLayout } from './table-layout.js';

/** Cells are cut to no fewer characters. */
const LEAST = 12;
const ELLIPSIS = '…';

/**
 * Cuts cells until the lines have no more characters than a terminal has columns: the longest first, and never the first column,
 * which is what the row is called. Where that is not enough lines stay too long, for what is left of them says nothing any more.
 * @param lines rows of cells, the head among them
 * @param width of the terminal
 */
export function fitTable(
  lines: readonly (readonly string[])[],
  { padding, minWidth }: TableLayout,
  width: number,
): readonly (readonly string[])[] {
  const longest = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => [...(line[column] ?? '')].length)),
  );
  const least = longest.map((length, column) => {
    const head = [...(lines[0]?.[column] ?? '')].length;
    return column === 0 ? length : Math.min(length, Math.max(LEAST, head));
  });
  const most = [...longest];
  const last = most.length - 1;
  const widthOf = (column: number) =>
    column === last ? (most[column] ?? 0) : Math.max(minWidth, (most[column] ?? 0) + padding);
  for (let total = sum(most.map((_, column) => widthOf(column))); total > width; total -= 1) {
    // Below the least width of a column nothing is gained.
    const room = most.map((length, column) =>
      length > (least[column] ?? 0) && (column === last || length + padding > minWidth) ? length : 0,
    );
    const widest = room.indexOf(Math.max(...room));
    if ((room[widest] ?? 0) === 0) break;
    most[widest] = (most[widest] ?? 0) - 1;
  }
  return lines.map((line) => line.map((cell, column) => cut(cell, most[column] ?? 0)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function cut(cell: string, most: number): string {
  const characters = [...cell];
  return characters.length <= most ? cell : characters.slice(0, most - 1).join('') + ELLIPSIS;
}
