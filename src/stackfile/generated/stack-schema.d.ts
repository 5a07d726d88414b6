import type { Schema } from '../validate/schema.js';

/**
 * schemas/stack.schema.json without its prose, packed by scripts/compile-schema.mjs; the module itself is not under
 * version control. Makes a new object at each call.
 */
export declare function stackSchema(): Schema;
