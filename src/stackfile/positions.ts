import type { FilePosition } from '../base/errors.js';

/** Keys and indices from the root, e.g. `['services', 'web', 'ports', 0]`. */
export type StackPath = readonly (string | number)[];

/** A place in a stack file; `file` as the user would name it: the `-f` argument, or relative to the working directory. */
export type StackPosition = FilePosition;
