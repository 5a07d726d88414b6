/** What a field of a value is, or why it cannot be asked for. */
export type FieldResult = { readonly value: unknown } | { readonly problem: string; readonly hint?: string };

/**
 * A field by its name. A Map has any names: what it lacks is no value. Of other objects the names are known: what they lack is
 * a mistake.
 * @param typeName names the thing in messages where it is a row of a list
 */
export function fieldOf(holder: unknown, name: string, typeName: string | undefined): FieldResult {
  // What is missing from a map has nothing below, either.
  if (holder === undefined) return { value: undefined };
  if (holder === null) return { problem: `nil pointer evaluating interface {}.${name}` };
  if (holder instanceof Map) return { value: holder.get(name) };
  if (typeof holder !== 'object' || Array.isArray(holder)) {
    return { problem: `can't evaluate field ${name} in type ${kindOf(holder)}` };
  }
  if (Object.hasOwn(holder, name)) return { value: (holder as Record<string, unknown>)[name] };
  const hint = `It has: ${Object.keys(holder).sort().join(', ')}`;
  if (typeName !== undefined) return { problem: `can't evaluate field ${name} in type ${typeName}`, hint };
  return { problem: `map has no entry for key ${JSON.stringify(name)}`, hint };
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'number' ? 'int' : typeof value === 'boolean' ? 'bool' : typeof value;
}
