import type { Build } from './build.js';
import type { Deploy } from './deploy.js';
import type { BlockIo, DeviceRequest, Ulimit } from './limits.js';
import type { DeviceMapping, FileMount, ServiceVolume } from './mounts.js';
import type { Port, ServiceNetwork } from './network.js';
import type {
  Dependency,
  EnvFile,
  Healthcheck,
  Hook,
  Logging,
  PreStartHook,
  Provider,
  Watch,
} from './service-parts.js';

type Texts = readonly string[];
type TextMap = Readonly<Record<string, string>>;

/** A service, with the attributes of the specification in the order in which Compose prints them. */
export interface Service {
  readonly profiles?: Texts;
  readonly annotations?: TextMap;
  /** `false`: its logs are not shown by `up`. */
  readonly attach?: boolean;
  readonly build?: Build;
  readonly develop?: { readonly watch?: readonly Watch[] };
  readonly blkio_config?: BlockIo;
  readonly cap_add?: Texts;
  readonly cap_drop?: Texts;
  readonly cgroup_parent?: string;
  /** `host` or `private`. */
  readonly cgroup?: string;
  readonly cpu_count?: number;
  readonly cpu_percent?: number;
  /** Microseconds, as the following ones. */
  readonly cpu_period?: number;
  readonly cpu_quota?: number;
  readonly cpu_rt_period?: number;
  readonly cpu_rt_runtime?: number;
  /** Processors, of single precision: 0.5 is half of one. */
  readonly cpus?: number;
  /** Numbers of processors: `0-3,5`. */
  readonly cpuset?: string;
  readonly cpu_shares?: number;
  /** null: the image's; []: explicitly none. */
  readonly command: Texts | null;
  readonly configs?: readonly FileMount[];
  readonly container_name?: string;
  readonly credential_spec?: { readonly config?: string; readonly file?: string; readonly registry?: string };
  readonly depends_on?: Readonly<Record<string, Dependency>>;
  readonly deploy?: Deploy;
  readonly device_cgroup_rules?: Texts;
  readonly devices?: readonly DeviceMapping[];
  readonly dns?: Texts;
  readonly dns_opt?: Texts;
  readonly dns_search?: Texts;
  readonly domainname?: string;
  /** null: the image's; []: explicitly none. */
  readonly entrypoint: Texts | null;
  readonly provider?: Provider;
  /** null value: explicitly unset in the container. */
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly env_file?: readonly EnvFile[];
  /** Ports and ranges: `80`, `8000-8010/udp`. */
  readonly expose?: Texts;
  readonly extends?: { readonly file?: string; readonly service?: string };
  readonly external_links?: Texts;
  /** `NAME=ADDRESS`, sorted. */
  readonly extra_hosts?: Texts;
  readonly group_add?: Texts;
  readonly gpus?: readonly DeviceRequest[];
  readonly hostname?: string;
  readonly healthcheck?: Healthcheck;
  /** Absent where the service is built or provided. */
  readonly image?: string;
  /** `false` is not the same as absence. */
  readonly init?: boolean;
  readonly ipc?: string;
  readonly isolation?: string;
  readonly labels?: TextMap;
  readonly label_file?: Texts;
  readonly links?: Texts;
  readonly logging?: Logging;
  /** Bytes, as decimal text, as the following ones; `-1` of memswap_limit: unlimited. */
  readonly mem_limit?: string;
  readonly mem_reservation?: string;
  readonly memswap_limit?: string;
  /** 0–100, as decimal text. */
  readonly mem_swappiness?: string;
  readonly mac_address?: string;
  readonly models?: Readonly<
    Record<string, { readonly endpoint_var?: string; readonly model_var?: string } | null>
  >;
  readonly network_mode?: string;
  /** `{default: null}` when the file names none; absent with `network_mode` or a provider. */
  readonly networks?: Readonly<Record<string, ServiceNetwork | null>>;
  readonly oom_kill_disable?: boolean;
  /** -1000–1000. */
  readonly oom_score_adj?: number;
  readonly pid?: string;
  /** -1: unlimited. */
  readonly pids_limit?: number;
  readonly platform?: string;
  readonly ports?: readonly Port[];
  readonly privileged?: boolean;
  readonly pull_policy?: string;
  readonly read_only?: boolean;
  readonly restart?: string;
  readonly runtime?: string;
  /** Number of containers; 0 is not the same as absence. */
  readonly scale?: number;
  readonly secrets?: readonly FileMount[];
  readonly security_opt?: Texts;
  /** Bytes, as decimal text. */
  readonly shm_size?: string;
  readonly stdin_open?: boolean;
  readonly stop_grace_period?: string;
  readonly stop_signal?: string;
  readonly storage_opt?: TextMap;
  readonly sysctls?: TextMap;
  /** `PATH` or `PATH:OPTIONS`. */
  readonly tmpfs?: Texts;
  readonly tty?: boolean;
  readonly ulimits?: Readonly<Record<string, Ulimit>>;
  readonly use_api_socket?: boolean;
  readonly user?: string;
  readonly userns_mode?: string;
  readonly uts?: string;
  readonly volumes?: readonly ServiceVolume[];
  readonly volumes_from?: Texts;
  readonly working_dir?: string;
  readonly pre_start?: readonly PreStartHook[];
  readonly post_start?: readonly Hook[];
  /** As it stands in the file; {@link readReadyCheck} reads it. */
  readonly 'x-ready'?: unknown;
  readonly pre_stop?: readonly Hook[];
}
