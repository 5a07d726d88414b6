import { stackSchema } from '../generated/stack-schema.js';

export type TypeName = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

/** The part of JSON Schema (draft 7) that schemas/stack.schema.json keeps to; a test holds it to that. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly string[];
  /** As in JSON Schema not anchored, and for texts alone. */
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** How such a value may look; messages show the first. */
  readonly examples?: readonly unknown[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

let parsed: Schema | undefined;

/** The schema of a whole stack file. */
export function rootSchema(): Schema {
  parsed ??= stackSchema();
  return parsed;
}

const resolved = new WeakMap<Schema, Schema>();

/** The schema itself where it only refers to a definition; examples beside the reference win. */
export function dereference(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const known = resolved.get(schema);
  if (known !== undefined) return known;
  const { $ref, ...beside } = schema;
  const target = dereference(rootSchema().definitions?.[$ref.replace('#/definitions/', '')] ?? {});
  const result = { ...target, ...beside };
  resolved.set(schema, result);
  return result;
}

export function typesOf({ type }: Schema): readonly TypeName[] {
  return type === undefined ? [] : typeof type === 'string' ? [type] : type;
}

const patterns = new Map<string, RegExp>();

export function matches(pattern: string, text: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = new RegExp(pattern, 'u');
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}

/** What the schema says about the value of a key: undefined when it says nothing, null when it allows no such key. */
export function schemaOfKey(schema: Schema, key: string): Schema | null | undefined {
  const { properties, patternProperties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, key)) return dereference(properties[key] ?? {});
  for (const [pattern, value] of Object.entries(patternProperties ?? {})) {
    if (matches(pattern, key)) return dereference(value);
  }
  return additionalProperties === false ? null : undefined;
}
