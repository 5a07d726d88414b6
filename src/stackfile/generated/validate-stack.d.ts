/** The first keyword of the schema that a value fails, as ajv reports it. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
}

/** Compiled by ajv from schemas/stack.schema.json (scripts/compile-schema.mjs); the code is not under version control. */
export declare function validate(data: unknown): boolean;
export declare namespace validate {
  let errors: readonly SchemaError[] | null;
}
