/** Packs the stack file's schema into a module unless that has been done since its sources last changed. */
export declare function compileSchema(): void;
/** The text of schemas/stack.schema.json as its sources want it. */
export declare function publishedSchema(): string;
