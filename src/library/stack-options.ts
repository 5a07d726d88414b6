import type { Recreate } from '../spec/operations.js';
import type { OperationOptions } from './run-operation.js';

export interface StackOptions {
  /** Where relative names are seen from, and the search for a stack file starts; the process's working directory when absent. */
  readonly cwd?: string;
  /** Name of the stack; as the file or its directory says when absent. With `isolate` the beginning of it. */
  readonly name?: string;
  /** Directory that relative paths in the file are seen from; the file's own when absent. */
  readonly projectDirectory?: string;
  readonly envFiles?: readonly string[];
  readonly profiles?: readonly string[];
  /** Variables for the file; `process.env` when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** State root of the engine; `TSCOMPOSE_ROOT` or `/var/lib/tscompose` when absent. */
  readonly root?: string;
  /**
   * A copy that gets into nobody's way: a name that no other stack has, host ports, container names and subnets chosen by the
   * engine, its own networks and volumes. Any number can run beside each other.
   */
  readonly isolate?: boolean;
  /**
   * `process`: the stack goes, with its volumes, when this process ends, also when it is killed. `detached`: it stays until it is
   * taken down. Default: `process` for an isolated stack, else `detached`.
   */
  readonly lifetime?: 'process' | 'detached';
  /** False: a `stack.lock` beside the file is not looked at. */
  readonly lock?: boolean;
}

export interface UpOptions extends OperationOptions {
  /** Only these services and what they depend on; all when absent. */
  readonly services?: readonly string[];
  /** Resolves when every service runs, and is healthy where it has a health check; true when absent. */
  readonly wait?: boolean;
  /** Milliseconds that a container may take to become what is waited for; as long as it takes when absent. */
  readonly waitTimeoutMs?: number;
  /** Which containers are made anew: those that changed when absent. */
  readonly recreate?: Recreate;
  /** Overrides every service's `pull_policy`. */
  readonly pull?: 'always' | 'missing' | 'never';
  /** Removes containers of services that the file no longer has. */
  readonly removeOrphans?: boolean;
}

export interface DownOptions extends OperationOptions {
  /** Removes the volumes too: the default for an isolated stack. */
  readonly volumes?: boolean;
  /** Milliseconds until what doesn't end is killed; every service's `stop_grace_period` when absent. */
  readonly timeoutMs?: number;
}
