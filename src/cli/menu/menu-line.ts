interface Entry {
  readonly key: string;
  readonly does: string;
}

const BETWEEN = '   ';

/**
 * What the keys do: `w Enable Watch   d Detach`. Entries that a narrow terminal has no room for are left out, since a line
 * that wraps could not be taken away again.
 * @param columns of the terminal; 0: unknown
 */
export function menuLine(
  { isWatching }: { readonly isWatching: boolean },
  columns: number,
  isColored: boolean,
): string {
  const entries: readonly Entry[] = [
    { key: 'w', does: `${isWatching ? 'Disable' : 'Enable'} Watch` },
    { key: 'd', does: 'Detach' },
  ];
  const shown: Entry[] = [];
  let width = 0;
  for (const entry of entries) {
    width += (shown.length === 0 ? 0 : BETWEEN.length) + entry.key.length + 1 + entry.does.length;
    // A terminal whose last column is written to may go on in the next line.
    if (columns > 0 && width >= columns) break;
    shown.push(entry);
  }
  return shown
    .map(({ key, does }) => `${paint(key, '1;7', isColored)} ${paint(does, '2', isColored)}`)
    .join(BETWEEN);
}

function paint(text: string, style: string, isColored: boolean): string {
  return isColored ? `\u001b[${style}m${text}\u001b[0m` : text;
}
