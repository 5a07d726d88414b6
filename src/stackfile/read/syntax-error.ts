import type { StackPath } from '../positions.js';

/** A text that is no YAML; reading ends there. */
export class YamlSyntaxError extends Error {
  readonly offset: number;
  readonly path: StackPath;

  /** @param offset in UTF-16 units */
  constructor(message: string, offset: number, path: StackPath = []) {
    super(message);
    this.offset = offset;
    this.path = [...path];
  }
}
