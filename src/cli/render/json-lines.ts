/** One object per line, with the escapes of Go's encoder. */
export function jsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${goJson(row)}\n`).join('');
}

export interface GoJsonOptions {
  /** Spaces per level; absent: all on one line. */
  readonly indent?: number;
  /** Whether what could end a script element is escaped, as Go does unless told otherwise. */
  readonly escapes?: boolean;
}

/** JSON as Go writes it: maps sorted by key; the line separators of JavaScript are always escaped. */
export function goJson(value: unknown, { indent, escapes = true }: GoJsonOptions = {}): string {
  const text = JSON.stringify(value, sortedMaps, indent) ?? 'null';
  return text.replace(
    escapes ? /[<>&\u2028\u2029]/g : /[\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sortedMaps(_: string, value: unknown): unknown {
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
