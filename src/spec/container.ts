import type { ExitCode } from './exit-code.js';
import type { Healthcheck, HealthcheckSpec, HealthRecord } from './health.js';
import type { IsolationSpec } from './isolation.js';
import type { LimitSettings } from './limits.js';

export type { ExitCode } from './exit-code.js';

/** What the engine is asked to run. Fields that are null or absent come from the image's config when the container is created. */
export interface ContainerSpec extends IsolationSpec, LimitSettings {
  /** Unique on the state root, e.g. `demo-web-1`. */
  readonly name: string;
  /** Image reference as the user wrote it. */
  readonly image: string;
  readonly entrypoint: readonly string[] | null;
  readonly command: readonly string[] | null;
  readonly env: Readonly<Record<string, string | null>>;
  readonly workingDir?: string;
  readonly user?: string;
  readonly hostname?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Notes for whoever inspects it; absent: none. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly mounts: readonly MountSpec[];
  readonly networks: readonly NetworkAttachment[];
  readonly ports: readonly PortSpec[];
  /** `80/tcp`: served, besides what the image says, and published with all of these. */
  readonly expose?: readonly string[];
  readonly restart: RestartPolicy;
  /** null: the image's health check; `disabled`: none at all. */
  readonly healthcheck: HealthcheckSpec | 'disabled' | null;
  readonly stopSignal?: string;
  /** Standard input is a pipe that attached clients write to; absent: there is none. */
  readonly stdinOpen?: true;
  /** Standard input ends with that of the first client whose input ends. */
  readonly stdinOnce?: true;
  /** The process has a terminal. */
  readonly tty?: true;
  /** Absent: a `json-file` that grows without limit. */
  readonly log?: LogSettings;
  /** The first process is one of ours, that passes signals on and reaps what is left behind. */
  readonly init?: true;
  /** Run one after the other before it is started, each in a container of its own, by whoever does that for its stack. */
  readonly preStart?: readonly PreStartSpec[];
  /** Run one after the other once it was started, and before it is stopped, by whoever does that for its stack. */
  readonly postStart?: readonly HookSpec[];
  readonly preStop?: readonly HookSpec[];
  /** Milliseconds between the stop signal and SIGKILL. */
  readonly stopGraceMs: number;
  /** It goes, with its anonymous volumes, when it has ended. */
  readonly autoRemove?: true;
}

/** Where output is kept. */
export interface LogSettings {
  readonly driver: 'json-file' | 'local' | 'none';
  /** Bytes of a file after which the next is begun; absent: no limit. */
  readonly maxBytes?: number;
  /** Files that are kept, the one that is written among them; 1 when absent. */
  readonly maxFiles?: number;
  /** All but the one that is written are compressed. */
  readonly compress?: true;
}

/** A command that runs inside a container, beside its program. */
export interface HookSpec {
  readonly args: readonly string[];
  /** `KEY=value`, besides the container's own. */
  readonly env: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  /** With all capabilities, whatever the container has. */
  readonly privileged?: true;
}

/** A command that runs in a container of its own before another one starts; without arguments: what its image says. */
export interface PreStartSpec extends HookSpec {
  /** Absent: that of the other one. */
  readonly image?: string;
  /** For each container of a service; absent: once for all of them. */
  readonly perReplica?: true;
}

/** What can change while a container goes on. */
export type ContainerUpdate = Pick<
  ContainerSpec,
  'labels' | 'restart' | 'stopGraceMs' | 'limits' | 'pidsLimit'
>;

export type MountSpec =
  | {
      readonly type: 'volume';
      /** Full volume name; absent: anonymous, the engine makes one. */
      readonly volume?: string;
      readonly target: string;
      readonly readOnly: boolean;
      /** true: don't fill an empty volume from the image. */
      readonly noCopy: boolean;
      /** Path of a file or directory within the volume, that alone is mounted; absent: all of it. */
      readonly subpath?: string;
    }
  | {
      readonly type: 'bind';
      readonly source: string;
      readonly target: string;
      readonly readOnly: boolean;
      /** Create a missing source as a directory, as Compose's short syntax asks for. */
      readonly createSource: boolean;
      /** Mount propagation, e.g. `rprivate` (the default). */
      readonly propagation?: string;
      /** The config or secret that it is. */
      readonly grant?: FileGrant;
    }
  | {
      /** A file of the container's own, in memory, that nobody can write to. */
      readonly type: 'file';
      readonly target: string;
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
      /** Its digest tells which of the contents that came along with the request. */
      readonly grant: FileGrant & { readonly digest: string };
    }
  | {
      readonly type: 'tmpfs';
      readonly target: string;
      /** Bytes. */
      readonly size?: number;
      /** Mode bits; 0o1777 when absent. */
      readonly mode?: number;
      /** Further mount options as `tmpfs: - /x:opts` gives them, e.g. `noexec`, `uid=33`. */
      readonly options: readonly string[];
    };

/** A config or secret in a container. */
export interface FileGrant {
  readonly kind: 'config' | 'secret';
  /** Key in the stack file. */
  readonly name: string;
  /** Of the content, when the container was made: `sha256:HEX`; absent for a directory. */
  readonly digest?: string;
}

export interface NetworkAttachment {
  /** Full network name. */
  readonly network: string;
  /** Further DNS names on that network (service name, user-defined aliases); the container name is always one. */
  readonly aliases: readonly string[];
  /** Its address there; absent: any that is free. */
  readonly ipv4Address?: string;
  /** Of its interface there, lower-case; absent: one that follows from the address. */
  readonly macAddress?: string;
}

export interface PortSpec {
  /** Host address to listen on; `0.0.0.0` for all IPv4 addresses. */
  readonly hostIp: string;
  /** First and last host port allowed; [0, 0]: any free one. */
  readonly hostPorts: readonly [number, number];
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
}

export interface RestartPolicy {
  readonly name: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  /** Failed restarts after which it is given up; 0: no limit. */
  readonly maxRetries: number;
  /** Milliseconds between the end of a run and the next start; absent: a back-off from 100 ms to a minute. */
  readonly delayMs?: number;
  /** Milliseconds that a restarted run has to last for the restart not to have failed; absent: each restart counts. */
  readonly windowMs?: number;
}

/** A published port as it came to be. */
export interface BoundPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
}

export type ContainerState =
  | { readonly status: 'created' }
  | {
      readonly status: 'running';
      readonly pid: number;
      readonly startedAt: string;
      /** The same moment in milliseconds of CLOCK_MONOTONIC, which nobody sets; absent when it isn't known. */
      readonly startedMs?: number;
      /** Its processes stand still. */
      readonly paused?: true;
      /** One of its processes was killed for lack of memory. */
      readonly oomKilled?: true;
    }
  | {
      readonly status: 'exited';
      readonly exitCode: ExitCode;
      readonly startedAt: string;
      readonly finishedAt: string;
      /** Milliseconds from the start to the end by a clock that nobody sets; absent when nobody could measure. */
      readonly ranMs?: number;
      /** Milliseconds of CLOCK_MONOTONIC when an engine learned of the end; of an earlier boot perhaps. */
      readonly endedMs?: number;
      readonly oomKilled: boolean;
      /** Why it isn't running, when it isn't its own doing: `monitor was killed`, a failed start. */
      readonly error?: string;
      /** The start that the user asked for failed before the program ran: nothing for a restart policy to repeat. */
      readonly neverRan?: true;
    };

/** One container as `observe` sees it. */
export interface ObservedContainer {
  /** 64 hex digits. */
  readonly id: string;
  readonly spec: ContainerSpec;
  /** Digest of the image config it was created from (`sha256:...`). */
  readonly imageId: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly state: ContainerState;
  readonly ports: readonly BoundPort[];
  /** Effective command line after the merge with the image, for `ps`. */
  readonly args: readonly string[];
  /** Effective health check after the merge with the image; null: none. */
  readonly healthcheck: Healthcheck | null;
  /** Health of the run that `state` tells of, as recorded last; null: nothing yet, or no check. */
  readonly health: HealthRecord | null;
  /** Effective stop signal. */
  readonly stopSignal: string;
  /** Network name → address. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Its anonymous volumes, of the spec and of the image's VOLUMEs: target → volume name. */
  readonly anonymousVolumes: Readonly<Record<string, string>>;
  /** Times the restart policy started it again since the user did. */
  readonly restartCount: number;
  /** How many of these failed, the latest one left out. */
  readonly failedRestarts: number;
  /** Milliseconds of the pause before the last restart by policy; null: the latest start was another one, or before a boot. */
  readonly restartPauseMs: number | null;
  /** What has to run before it starts has run, and need not again. */
  readonly preStarted?: true;
  /** True once the user asked it to stop; `unless-stopped` and the policies look at it. */
  readonly stoppedByUser: boolean;
}
