import { type Ordered, OrderedMap } from './ordered.js';

/**
 * JSON with the escapes of Go's encoder, and without a newline at the end.
 * @param step indent of each level
 */
export function jsonText(value: Ordered, step = '  ', indent = ''): string {
  const inner = `${indent}${step}`;
  if (value instanceof OrderedMap) {
    if (value.entries.length === 0) return '{}';
    const lines = value.entries.map(
      ([key, item]) => `${inner}${jsonString(key)}: ${jsonText(item, step, inner)}`,
    );
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (typeof value === 'string') return jsonString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value.length === 0) return '[]';
  return `[\n${value.map((item) => inner + jsonText(item, step, inner)).join(',\n')}\n${indent}]`;
}

/** Go escapes what could end a script element, and the line separators of JavaScript. */
function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
