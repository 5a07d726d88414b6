/** An object with further fields that templates can ask for and JSON leaves out, as Go's `omitempty` does. */
export function withUnshown(object: object, fields: Readonly<Record<string, unknown>>): object {
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(object, name)) Object.defineProperty(object, name, { value, enumerable: false });
  }
  return object;
}

/** A list that was never made: `null` in JSON, empty in templates. */
export function emptyList(): readonly never[] {
  return Object.defineProperty([], 'toJSON', { value: () => null, enumerable: false }) as never[];
}

/** A map that was never made: `null` in JSON, empty in templates. */
export function emptyMap(): ReadonlyMap<string, never> {
  return Object.defineProperty(new Map<string, never>(), 'toJSON', { value: () => null });
}
