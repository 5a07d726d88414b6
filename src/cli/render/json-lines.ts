/** One object per line, with the escapes of Go's encoder. */
export function jsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${goJson(row)}\n`).join('');
}

/** Go escapes what could end a script element, and the line separators of JavaScript. */
export function goJson(value: unknown, indent?: number): string {
  return (JSON.stringify(value, null, indent) ?? 'null').replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
