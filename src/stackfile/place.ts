import type { StackPosition } from './positions.js';

/** What a file is to the stack; `override` is one that was found beside the main file or follows it in `-f`. */
export type SourceRole = 'file' | 'override' | 'include' | 'extends' | 'env_file' | 'label_file';

/** How a file came in. */
export interface SourceOrigin {
  readonly role: SourceRole;
  /** The place that names it, when that is in another file. */
  readonly from?: Place;
}

/** A text that places are in. */
export interface Source {
  /** As messages call it. */
  readonly name: string;
  readonly text: string;
  /** Files are reported in the order they were read. */
  readonly order: number;
  readonly origin: SourceOrigin;
  position(offset: number): StackPosition;
  /** Where the line that holds the offset begins, in UTF-16 units. */
  lineStart(offset: number): number;
  /** The line that holds the offset, without its line end. */
  lineAt(offset: number): string;
}

/** A place in a text; every node keeps its own through all passes. */
export interface Place {
  readonly source: Source;
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
}

export function positionAt(place: Place): StackPosition {
  return place.source.position(place.offset);
}
