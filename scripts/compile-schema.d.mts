/** Packs and compiles the stack file's schema unless that has been done since its sources last changed. */
export declare function compileSchema(): Promise<void>;
/** The text of schemas/stack.schema.json as its sources want it. */
export declare function publishedSchema(): string;
