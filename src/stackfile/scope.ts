import type { Variables } from './environment/variables.js';
import type { SourceReader } from './find/source-reader.js';
import type { Problems } from './problems.js';
import type { Switches } from './request.js';

/** What the files of a project, or of one that it includes, are read against. */
export interface Scope {
  readonly sources: SourceReader;
  readonly problems: Problems;
  readonly switches: Switches;
  /** Absolute directory that relative paths begin at. */
  readonly directory: string;
  /** The same as paths are to be written: absolute for the project, else relative to the including one's. */
  readonly pathPrefix: string;
  readonly variables: Variables;
  /** What `~` stands for. */
  readonly home: string | undefined;
}
