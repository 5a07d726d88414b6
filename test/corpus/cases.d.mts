export interface CorpusCase {
  /** `subject/behaviour` */
  readonly name: string;
  /** Absolute path of the project in this checkout. */
  readonly folder: string;
  /** Arguments before `config`. */
  readonly globals: readonly string[];
  /** Arguments after `config --format json`. */
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The working directory, relative to the project's folder. */
  readonly directory: string;
  /** A file of the project that standard input is read from. */
  readonly stdin: string | undefined;
}

export const PROJECTS: string;
export const NEUTRAL_ROOT: string;
export const HOME: string;
export function readCases(): readonly CorpusCase[];
