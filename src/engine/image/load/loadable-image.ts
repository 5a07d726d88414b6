import type { Manifest } from '../manifest.js';
import type { Reference } from '../reference.js';

/** An image found in an archive or layout, ready to be imported. */
export interface LoadableImage {
  /** Names it in errors. */
  readonly what: string;
  readonly manifest: Manifest;
  readonly references: readonly Reference[];
}
