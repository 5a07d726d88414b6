/** One failed keyword of the schema, as ajv reports it. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Compiled from schemas/stack.schema.json by scripts/compile-schema.mjs; the code itself is not under version control. */
export declare function validate(data: unknown): boolean;
export declare namespace validate {
  let errors: readonly SchemaError[] | null;
}
