/** The published schema as far as tests look at it. */
export interface PublishedSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, PublishedSchema>>;
  readonly patternProperties?: Readonly<Record<string, PublishedSchema>>;
  readonly additionalProperties?: boolean;
  readonly items?: PublishedSchema;
  readonly definitions?: Readonly<Record<string, PublishedSchema>>;
}

/** A schema and every schema within it. */
export function* parts(schema: PublishedSchema): Generator<PublishedSchema> {
  yield schema;
  const { properties = {}, patternProperties = {}, definitions = {}, items } = schema;
  const named = [properties, patternProperties, definitions].flatMap((schemas) => Object.values(schemas));
  for (const part of items === undefined ? named : [...named, items]) yield* parts(part);
}
