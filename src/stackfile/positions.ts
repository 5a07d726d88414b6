/** Keys and indices from the root, e.g. `['services', 'web', 'ports', 0]`. */
export type StackPath = readonly (string | number)[];

export interface StackPosition {
  /** As the user would name it: the `-f` argument, or relative to the working directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}
