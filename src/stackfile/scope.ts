import type { Variables } from './environment/variables.js';
import type { ServiceSource } from './extends/service-source.js';
import type { SourceFile, SourceReader } from './find/source-reader.js';
import type { Place } from './place.js';
import type { Problems } from './problems.js';
import type { Switches } from './request.js';
import type { MapNode } from './tree.js';

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
  /** The files whose `include` led here, each with the place of it. */
  readonly including: readonly { readonly file: SourceFile; readonly at: Place }[];
  /** Files that services extend, by their paths: each is read once. */
  readonly extended: Map<string, ServiceSource | undefined>;
  /** Projects that are included, by what names them: each is loaded once. */
  readonly included: Map<string, MapNode>;
}
