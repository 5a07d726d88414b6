import type { StackPosition } from './positions.js';
import type { SourceText } from './read/source-text.js';

/** A place in a text; every node keeps its own through all passes. */
export interface Place {
  readonly source: SourceText;
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
}

export function positionAt(place: Place): StackPosition {
  return place.source.position(place.offset);
}
