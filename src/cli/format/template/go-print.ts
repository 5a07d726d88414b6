/** Prints values as Go's fmt does with %v. What is missing from a map is `undefined`, nil is null. */
export function goPrint(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (value instanceof Map) {
    return `map[${mapEntries(value)
      .map(([key, item]) => `${key}:${goPrint(item)}`)
      .join(' ')}]`;
  }
  // A structure: its values in the order of its fields.
  if (typeof value === 'object') return `{${Object.values(value).map(goPrint).join(' ')}}`;
  return String(value);
}

/** Fields of an object or keys of a map, sorted, as Go goes through maps. */
export function mapEntries(value: object): readonly (readonly [string, unknown])[] {
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The shortest digits that mean the number, with Go's limits for exponents. */
function goNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const isTiny = value !== 0 && Math.abs(value) < 1e-4;
  const text = isTiny ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The name of a value's type in messages. */
export function goType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string') ? '[]string' : '[]interface {}';
  return value === null || value === undefined ? 'nil' : 'map[string]interface {}';
}

/** Whether a condition holds: what is empty or zero does not. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return Boolean(value);
}
