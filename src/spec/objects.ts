export interface NetworkSpec {
  /** Full name, e.g. `demo_default`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** No route to the outside. */
  readonly internal: boolean;
  /** IPv4 CIDR asked for; absent: the engine chooses one that clashes with nothing. */
  readonly subnet?: string;
  readonly gateway?: string;
}

export interface ObservedNetwork {
  /** 64 hex digits. */
  readonly id: string;
  readonly spec: NetworkSpec;
  /** IPv4 CIDR in use. */
  readonly subnet: string;
  readonly gateway: string;
  /** Name of the bridge device. */
  readonly bridge: string;
  readonly createdAt: string;
}

export interface VolumeSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A directory of the host that holds its data; absent: one of its own. */
  readonly device?: string;
}

export interface ObservedVolume {
  readonly spec: VolumeSpec;
  /** Absolute directory of its data. */
  readonly mountpoint: string;
  readonly createdAt: string;
}

/** The part of an OCI image config that running needs (image-spec config.md). */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly User?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Volumes?: Readonly<Record<string, object>> | null;
  readonly ExposedPorts?: Readonly<Record<string, object>> | null;
  readonly StopSignal?: string;
  /** Durations in nanoseconds (Docker's extension of the OCI config). */
  readonly Healthcheck?: {
    readonly Test?: readonly string[];
    readonly Interval?: number;
    readonly Timeout?: number;
    readonly StartPeriod?: number;
    readonly StartInterval?: number;
    readonly Retries?: number;
  } | null;
}

export interface ImageInfo {
  /** Digest of the config blob, `sha256:...`. */
  readonly id: string;
  /** Normalised references that point at it, e.g. `docker.io/library/nginx:1.22`. */
  readonly references: readonly string[];
  /** What registries call it: `docker.io/library/nginx@sha256:...`. */
  readonly digests: readonly string[];
  readonly config: ImageConfig;
  readonly createdAt: string;
  /** Bytes unpacked, all layers. */
  readonly size: number;
  readonly architecture: string;
  /** Of ARM mostly: `v7`. */
  readonly variant?: string;
  /** Reference → when it was pulled last, RFC 3339; those that never were are absent. */
  readonly pulledAt?: Readonly<Record<string, string>>;
  /** When it was given a name last by hand or by loading it, RFC 3339; absent: never. */
  readonly lastTaggedAt?: string;
}
