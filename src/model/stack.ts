import type { Network } from './network.js';
import type { FileObject, Volume } from './resources.js';
import type { Service } from './service.js';

/**
 * The resolved stack: what `tscompose config --format json` prints. Keys and value forms are those of the
 * Compose Specification's canonical form, hence snake_case; durations are strings as Compose prints them (`1m30s`),
 * byte sizes are strings of decimal bytes, so that one model serves printing, hashing and lowering. What is empty,
 * zero or `false` is absent unless an attribute says otherwise.
 */
export interface Stack {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  /** Those that services use, as the following ones. */
  readonly networks?: Readonly<Record<string, Network>>;
  readonly volumes?: Readonly<Record<string, Volume>>;
  readonly secrets?: Readonly<Record<string, FileObject>>;
  readonly configs?: Readonly<Record<string, FileObject>>;
  /** Extensions of the top level. */
  readonly [extension: `x-${string}`]: unknown;
}

/** Where a stack came from; goes with it to the engine for labels, and never into the config hash. */
export interface StackOrigin {
  /** Absolute project directory. */
  readonly workingDir: string;
  /** Absolute stack files in merge order; `-` for standard input. */
  readonly configFiles: readonly string[];
  /** Services that the files have and no active profile brings: not to be run, but no orphans either. */
  readonly disabledServices?: readonly string[];
}
