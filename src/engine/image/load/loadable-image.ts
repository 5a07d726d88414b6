import type { Reference } from '../../../base/image-reference.js';
import type { Manifest } from '../manifest.js';

/** An image found in an archive or layout, ready to be imported. */
export interface LoadableImage {
  /** Names it in errors. */
  readonly what: string;
  readonly manifest: Manifest;
  readonly references: readonly Reference[];
}
