import type { DeviceRequest } from './limits.js';

/** How a service is spread, limited and restarted. */
export interface Deploy {
  readonly mode?: string;
  /** Number of containers; 0 is not the same as absence. */
  readonly replicas?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly update_config?: UpdateConfig;
  readonly rollback_config?: UpdateConfig;
  readonly resources: { readonly limits?: Resources; readonly reservations?: Resources };
  readonly restart_policy?: {
    readonly condition?: string;
    readonly delay?: string;
    readonly max_attempts?: number;
    readonly window?: string;
  };
  readonly placement: {
    readonly constraints?: readonly string[];
    readonly preferences?: readonly { readonly spread?: string }[];
    readonly max_replicas_per_node?: number;
  };
  readonly endpoint_mode?: string;
}

export interface UpdateConfig {
  /** Containers at a time; 0: all. */
  readonly parallelism?: number;
  readonly delay?: string;
  readonly failure_action?: string;
  readonly monitor?: string;
  /** 0–1, of single precision. */
  readonly max_failure_ratio?: number;
  readonly order?: string;
}

export interface Resources {
  /** Processors, of single precision: 0.5 is half of one. */
  readonly cpus?: number;
  /** Bytes, as decimal text. */
  readonly memory?: string;
  /** Processes and threads; -1: unlimited. */
  readonly pids?: number;
  readonly devices?: readonly DeviceRequest[];
  readonly generic_resources?: readonly {
    readonly discrete_resource_spec?: { readonly kind: string; readonly value: number };
  }[];
}
