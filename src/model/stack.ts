/**
 * The resolved stack: what `tscompose config --format json` prints. Keys and value forms are those of the
 * Compose Specification's canonical form, hence snake_case; durations and byte sizes are strings as Compose prints them
 * (`1m30s`), so that one model serves printing, hashing and lowering.
 */
export interface Stack {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, Network>>;
  readonly volumes: Readonly<Record<string, Volume>>;
}

/** Where a stack came from; goes with it to the engine for labels, and never into the config hash. */
export interface StackOrigin {
  /** Absolute project directory. */
  readonly workingDir: string;
  /** Absolute stack files in merge order; `-` for standard input. */
  readonly configFiles: readonly string[];
}

export interface Service {
  readonly image: string;
  /** null: the image's; []: explicitly none. */
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  /** null value: explicitly unset in the container. */
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly working_dir?: string;
  readonly user?: string;
  readonly hostname?: string;
  readonly container_name?: string;
  readonly depends_on?: Readonly<Record<string, Dependency>>;
  readonly ports?: readonly Port[];
  /** Never empty: `{default: null}` when the file names none. */
  readonly networks: Readonly<Record<string, ServiceNetwork | null>>;
  readonly volumes?: readonly ServiceVolume[];
  readonly tmpfs?: readonly string[];
  readonly restart?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly healthcheck?: Healthcheck;
  readonly stop_signal?: string;
  readonly stop_grace_period?: string;
}

export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency {
  readonly condition: DependencyCondition;
  readonly required: boolean;
  readonly restart?: boolean;
}

export interface Port {
  readonly mode: 'ingress' | 'host';
  /** Port inside the container, 1–65535. */
  readonly target: number;
  /** Host port or range `8000-8010`; absent: the engine chooses. */
  readonly published?: string;
  readonly protocol: 'tcp' | 'udp';
  readonly host_ip?: string;
}

export interface ServiceNetwork {
  readonly aliases?: readonly string[];
}

export interface ServiceVolume {
  readonly type: 'volume' | 'bind' | 'tmpfs';
  /** Key of the top-level volume, absolute host path, or absent for an anonymous volume and tmpfs. */
  readonly source?: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly bind?: { readonly create_host_path?: boolean; readonly propagation?: string };
  readonly volume?: { readonly nocopy?: boolean };
  readonly tmpfs?: { readonly size?: string; readonly mode?: number };
}

export interface Healthcheck {
  /** `['NONE']`, `['CMD', ...]` or `['CMD-SHELL', text]`. */
  readonly test?: readonly string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly retries?: number;
  readonly start_period?: string;
  readonly start_interval?: string;
  readonly disable?: boolean;
}

export interface Network {
  /** Full name on the machine: `<stack>_<key>` unless the file names it. */
  readonly name: string;
  readonly external?: boolean;
  readonly internal?: boolean;
  readonly driver?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ipam: { readonly config?: readonly { readonly subnet?: string; readonly gateway?: string }[] };
}

export interface Volume {
  readonly name: string;
  readonly external?: boolean;
  readonly driver?: string;
  readonly labels?: Readonly<Record<string, string>>;
}
