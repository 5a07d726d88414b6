/** Compiles the stack file's schema to JavaScript unless that has been done since the schema last changed. */
export declare function compileSchema(): Promise<void>;
