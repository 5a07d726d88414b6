import type { ReportedProblem } from '../base/errors.js';
import type { Stack, StackOrigin } from '../model/stack.js';
import type { Place } from './place.js';
import type { StackPath, StackPosition } from './positions.js';
import type { Interpolated } from './provenance.js';
import type { MapNode, VariableOrigin } from './tree.js';

/** What reading a file came to. Only the caller touches the file system. */
export type ReadResult =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly errno?: string };

/** How the stack file wing sees files; the command line implements it with `node:fs`, tests with a map. */
export interface StackReader {
  /** @param path absolute, or `-` for standard input. A directory is `unreadable`. */
  read(path: string): ReadResult;
}

export interface StackRequest {
  /** Absolute directory that relative names are seen from; where discovery starts. */
  readonly cwd: string;
  /** `-f` in the order given (`-` is standard input); empty: discover, here and then in the parents. */
  readonly files: readonly string[];
  /** `--project-directory`; default: the directory of the first file. */
  readonly projectDirectory?: string;
  /** `-p`; beats `COMPOSE_PROJECT_NAME` and the file's `name:`. */
  readonly projectName?: string;
  /** `--env-file`s in the order given; absent: those of COMPOSE_ENV_FILES, else `.env` in the project directory. */
  readonly envFiles?: readonly string[];
  /** `--profile`s; services of other profiles are left out. */
  readonly profiles?: readonly string[];
  /** Services that are called by name: their profiles are active. */
  readonly enable?: readonly string[];
  /** Likewise, and all but these and what they depend on are left out; empty: all are meant. */
  readonly select?: readonly string[];
  /** `--all-resources`: networks and the like stay that no service uses. */
  readonly allResources?: boolean;
  /** `--compatibility`: names with `_` for `-`, and nothing is normalised. */
  readonly compatibility?: boolean;
  /** Passes that can be switched off; all are on by default. */
  readonly switches?: Partial<Switches>;
  /** The caller's environment; beats `.env`. `HOME` expands `~`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly reader: StackReader;
}

/** Passes over the stack file that a caller may do without. */
export interface Switches {
  /** Puts variables in. */
  readonly interpolate: boolean;
  /** Fills in what the files leave unsaid: names, the default network, implied dependencies. */
  readonly normalise: boolean;
  /** Makes relative paths absolute. */
  readonly resolvePaths: boolean;
  /** Reads the `env_file`s of services, and gives variables without a value the one of the environment. */
  readonly resolveEnvironment: boolean;
  /** Checks that what services refer to is there. */
  readonly checkConsistency: boolean;
  /** Compares the files with the schema. */
  readonly validate: boolean;
}

/** A problem or warning with its place. */
export interface Diagnostic extends ReportedProblem {
  /** Complete: `stack.yml:12:7: services.web.prots: unknown key`, without the source line. */
  readonly text: string;
  /** The source line, and below it a caret at the place; both indented. */
  readonly picture: string;
}

/** A variable that the stack files could see. */
export interface Variable {
  readonly value: string;
  readonly from: VariableOrigin;
}

export interface LoadedStack {
  readonly stack: Stack;
  readonly origin: StackOrigin;
  readonly positions: StackPositions;
  readonly warnings: readonly Diagnostic[];
  /** What `stack` is the plain form of: every value with its place, history and variables. */
  readonly tree: MapNode;
  readonly environment: ReadonlyMap<string, Variable>;
  /** What the text at a place was made of, for parts of it that don't say so themselves. */
  interpolationOf(at: Place): Interpolated | undefined;
  /** What the files ask for and the engine cannot do yet; `up` refuses it. */
  readonly unsupported: readonly Diagnostic[];
  /** Services that are left out because no profile of theirs is active. */
  readonly disabledServices: MapNode;
}

/** As much of a stack as it takes to act on it. The rest, above all the places in the files, may have to be read again. */
export interface ResolvedStack extends Pick<LoadedStack, 'stack' | 'origin' | 'warnings' | 'unsupported'> {
  /** Value of a variable that the stack files could see. */
  variable(name: string): string | undefined;
  /** @throws what loading throws, should the files have changed meanwhile */
  whole(): Promise<LoadedStack>;
}

/** Finds the place in the text that a part of the resolved stack came from. */
export interface StackPositions {
  /** Place of the node, or of its nearest ancestor that stands in a file. */
  positionOf(path: StackPath): StackPosition | undefined;
  /** `stack.yml:12:7: message`, then the source line and a caret; just the message when no place is known. */
  renderAt(path: StackPath, message: string): string;
}
