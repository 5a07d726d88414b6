export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency {
  readonly condition: DependencyCondition;
  readonly required: boolean;
  /** Restart when the dependency is restarted by the user. */
  readonly restart?: boolean;
}

export interface Healthcheck {
  /** `['NONE']`, `['CMD', ...]` or `['CMD-SHELL', text]`. */
  readonly test?: readonly string[];
  readonly timeout?: string;
  readonly interval?: string;
  readonly retries?: number;
  readonly start_period?: string;
  readonly start_interval?: string;
  readonly disable?: boolean;
}

/** A command that runs inside the container after its start or before its stop. */
export interface Hook {
  readonly command: readonly string[] | null;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly working_dir?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
}

/** A step that runs in a container of its own before the service starts; null command: what its image says. */
export interface PreStartHook extends Hook {
  readonly image?: string;
  readonly per_replica?: boolean;
}

/** What is watched on the host, and what is done about a change. */
export interface Watch {
  /** Absolute path of the host. */
  readonly path: string;
  readonly action: 'rebuild' | 'restart' | 'sync' | 'sync+restart' | 'sync+exec';
  /** Absolute path in the container. */
  readonly target?: string;
  readonly exec: Hook;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly initial_sync?: boolean;
}

export interface Logging {
  readonly driver?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** Something other than a container that does the work of a service. */
export interface Provider {
  readonly type?: string;
  readonly options?: Readonly<Record<string, readonly string[]>>;
}

/** A file of variables: its path alone where it has to be there. It is in the model only where it was not read. */
export type EnvFile =
  | string
  | { readonly path: string; readonly required: boolean; readonly format?: string };
