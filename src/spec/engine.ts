import type { ContainerSpec, ContainerUpdate, ExitCode, ObservedContainer } from './container.js';
import type { ContainerDetails } from './container-details.js';
import type { KeptBytes } from './file-contents.js';
import type { HealthRecord, PortProbe, PortProbeResult } from './health.js';
import type { ImageInfo, NetworkSpec, ObservedNetwork, ObservedVolume, VolumeSpec } from './objects.js';
import type { PullOptions, RegistryAccess } from './registry.js';
import type { LostRecord } from './repair.js';

/** A photograph of what exists; sorted by name, so that plans made from it are deterministic. */
export interface Observation {
  readonly containers: readonly ObservedContainer[];
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
}

export interface PullProgress {
  readonly phase: 'resolving' | 'waiting' | 'downloading' | 'extracting' | 'done' | 'exists';
  /** Layer digest, absent for the image as a whole. */
  readonly layer?: string;
  readonly currentBytes?: number;
  readonly totalBytes?: number;
}

export interface ExecRequest {
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
  /** With all capabilities, whatever the container has. */
  readonly privileged?: true;
  /** Milliseconds, after which the process and all that it forked are killed and the result says `timedOut`. */
  readonly timeoutMs: number;
  /** Bytes of output kept; the rest is dropped. */
  readonly maxOutput: number;
}

export interface ExecResult {
  readonly exitCode: ExitCode;
  readonly output: string;
  /** There was more output. */
  readonly truncated?: boolean;
  readonly timedOut: boolean;
}

/** A place in a log: its files have numbers that grow, and the one that is written has the next. */
export interface LogPosition {
  readonly file: number;
  /** Bytes, uncompressed. */
  readonly offset: number;
}

export interface LogEntry {
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly stream: 'stdout' | 'stderr';
  /** Text as written, with its newline when the line is complete. */
  readonly log: string;
  /** Where to go on once this entry, and all that came with it at once, were taken: {@link LogQuery.from}. */
  readonly end: LogPosition;
}

/** Whole lines of JSON, as they are in a log's files. */
export interface LogLines {
  readonly lines: Buffer;
  /** Where to go on once they were taken: {@link LogQuery.from}. */
  readonly end: LogPosition;
}

export interface LogQuery {
  readonly follow: boolean;
  /** Number of last lines; absent: all. */
  readonly tail?: number;
  /** RFC 3339: only entries that are later. */
  readonly after?: string;
  /**
   * {@link Engine.logEnd} of an earlier moment: what came since is later than `after`, whatever time it has. Somebody may have
   * set the clock back.
   */
  readonly newFrom?: LogPosition;
  /** Where to begin. */
  readonly from?: LogPosition;
  /** RFC 3339: only entries of this time or later. */
  readonly since?: string;
  /** RFC 3339: only entries of this time or earlier; following ends there. */
  readonly until?: string;
  /** Only entries of the run under way, or the latest one. */
  readonly ofThisRun?: boolean;
  readonly signal: AbortSignal;
}

/** What every event tells. */
interface ContainerEvent {
  readonly id: string;
  readonly name: string;
  /** As the user wrote it. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly time: string;
}

export type EngineEvent = ContainerEvent &
  (
    | {
        readonly type:
          | 'container-created'
          | 'container-started'
          | 'container-paused'
          | 'container-unpaused'
          | 'container-stopped'
          | 'container-restarted'
          | 'container-oom'
          | 'container-updated'
          | 'container-removed';
      }
    | {
        readonly type: 'container-exec-created' | 'container-exec-started';
        /** Tells its events from those of others: 64 hex digits. */
        readonly execId: string;
        /** At most about 1,000 characters. */
        readonly command: string;
      }
    | { readonly type: 'container-exec-ended'; readonly execId: string; readonly exitCode: number }
    | { readonly type: 'container-signalled'; readonly signal: number }
    | { readonly type: 'container-renamed'; readonly oldName: string }
    | {
        readonly type: 'container-exited';
        readonly exitCode: ExitCode;
        readonly error?: string;
        /** Milliseconds; absent when nobody could measure. */
        readonly ranMs?: number;
      }
    | { readonly type: 'container-health'; readonly status: 'starting' | 'healthy' | 'unhealthy' }
  );

/** Where the streams of `attach` go: straight to the container's monitor. */
export interface AttachTarget {
  readonly socketPath: string;
  /** Name of the container. */
  readonly name: string;
  readonly tty: boolean;
  readonly stdinOpen: boolean;
  /** The container's input ends with the client's. */
  readonly stdinOnce: boolean;
}

/** A start that waits, with all made and the program not yet executed, until clients are attached: so they miss nothing. */
export interface AttachedStart {
  /** Clients that are waited for, 1 at least. */
  readonly count: number;
  /** Size of the terminal at the start, in characters; 0: unknown. */
  readonly rows: number;
  readonly cols: number;
  /** Called once when clients may connect to {@link AttachTarget}. */
  readonly onListening: () => void;
}

/** Where `exec` streams go: straight to the container's monitor. */
export interface ExecTarget {
  readonly socketPath: string;
  /** Environment of the container's own process, as `KEY=value`, for exec to start from. */
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
}

/** What takes the place of a container. */
export interface Successor {
  readonly spec: ContainerSpec;
  /** Anonymous volumes to take over from it, target → volume. */
  readonly anonymousVolumes: Readonly<Record<string, string>>;
}

/** Who starts a container: the user, or its restart policy, which counts. */
export type StartCause =
  | {
      readonly by: 'user';
      /** It was stopped for it. */
      readonly again?: true;
    }
  | {
      readonly by: 'policy';
      /** Milliseconds that were waited before. */
      readonly pauseMs: number;
      /** Restarts since the user's start that failed. */
      readonly failedRestarts: number;
    };

/**
 * The engine: every effect on kernel, registry and state root goes through it, and it decides nothing about stacks.
 * All methods throw {@link TscomposeError}. Removing what is absent succeeds. Whatever waits takes a signal.
 */
export interface Engine {
  observe(): Promise<Observation>;
  /** What the engine found at its start to have lost its record, and nobody has repaired since. */
  lostRecords(): readonly LostRecord[];
  /** One container as {@link observe} would show it; undefined when it is gone. */
  inspectContainer(id: string): Promise<ObservedContainer | undefined>;
  /** All that is known of a container, by name, id, or the beginning of an id. @throws CONTAINER_NOT_FOUND */
  describeContainer(name: string): Promise<Omit<ContainerDetails, 'restarting'>>;
  onEvent(listener: (event: EngineEvent) => void): () => void;

  readonly registries: RegistryAccess;
  findImage(reference: string): Promise<ImageInfo | undefined>;
  listImages(): Promise<readonly ImageInfo[]>;
  pullImage(
    reference: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
    options?: PullOptions,
  ): Promise<ImageInfo>;
  /** Id of the image that a pull would bring now; fetches its manifest only. @throws as {@link pullImage} */
  latestImage(reference: string, signal: AbortSignal, options?: PullOptions): Promise<string>;
  /** @param source absolute path of an OCI layout directory or tar, or docker-archive; or the bytes of an archive */
  loadImages(
    source: string | AsyncIterable<Uint8Array>,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly ImageInfo[]>;

  /** Returns the existing network of that name when there is one. */
  createNetwork(spec: NetworkSpec): Promise<ObservedNetwork>;
  removeNetwork(name: string): Promise<void>;
  createVolume(spec: VolumeSpec): Promise<ObservedVolume>;
  removeVolume(name: string): Promise<void>;

  /** Whether this machine can give a container what it is to have at most. @throws CONTAINER_START when it cannot */
  checkLimits(spec: ContainerSpec): void;
  /**
   * Records the container; touches no kernel object but directories.
   * @param anonymousVolumes target → name of an existing anonymous volume to take over from a replaced container
   * @param contents of the files that it gets copies of
   * @throws NAME_CONFLICT, IMAGE_NOT_FOUND, what {@link checkLimits} throws
   */
  createContainer(
    spec: ContainerSpec,
    anonymousVolumes?: Readonly<Record<string, string>>,
    contents?: KeptBytes,
  ): Promise<string>;
  /** Also while it runs: its names on networks follow. @throws NAME_CONFLICT, CONTAINER_NOT_FOUND */
  renameContainer(id: string, name: string): Promise<void>;
  /** What has to run before the container starts has run: its next starts need it no more. Absent is success. */
  markPreStarted(id: string): Promise<void>;
  /** What its copies of configs and secrets hold. @throws CONTAINER_NOT_FOUND */
  keptContents(id: string): Promise<KeptBytes>;
  /** Records what holds from now on. Of what runs only its limits change. @throws CONTAINER_START, KERNEL when they cannot be heeded */
  updateContainer(id: string, changes: ContainerUpdate): Promise<void>;
  /** Resolves when the container's process has executed. @param attach whom it waits for before that */
  startContainer(id: string, cause: StartCause, signal: AbortSignal, attach?: AttachedStart): Promise<void>;
  /**
   * Stop signal, then SIGKILL after `graceMs`; resolves when it is gone. Aborting the signal kills at once.
   * Records the user's wish also on one that doesn't run.
   */
  stopContainer(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Any signal lets a paused container go on. */
  killContainer(id: string, signalName: string): Promise<void>;
  /**
   * Lets its processes stand still, or go on; they stay so when the engine dies.
   * @throws CONTAINER_NOT_RUNNING, CONTAINER_PAUSED when it is so already
   */
  pauseContainer(id: string, paused: boolean): Promise<void>;
  /** Kills it if it runs; `volumes`: anonymous volumes too. */
  removeContainer(id: string, options: { readonly volumes: boolean }): Promise<void>;
  /**
   * Removes a container as {@link removeContainer} does and records one of the same name in its place, as
   * {@link createContainer} does. Whoever is killed meanwhile leaves one of the two, and the anonymous volumes with it.
   * @returns id of the new one
   * @throws IMAGE_NOT_FOUND before anything is removed
   */
  replaceContainer(
    id: string,
    successor: Successor,
    options: { readonly volumes: boolean; readonly contents?: KeptBytes },
  ): Promise<string>;
  exec(id: string, request: ExecRequest, signal: AbortSignal): Promise<ExecResult>;
  /**
   * Connects to a port as a process of the container would: on its loopback, then on its own addresses.
   * @throws CONTAINER_NOT_RUNNING, CANCELLED
   */
  probePort(id: string, probe: PortProbe, signal: AbortSignal): Promise<PortProbeResult>;
  /** Keeps the health of the run under way for the next engine; without effect when that run is over. */
  recordHealth(id: string, health: HealthRecord): void;
  execTarget(id: string): Promise<ExecTarget>;
  /** Where to attach, by name, id, or the beginning of an id; whether it runs is not looked at. @throws CONTAINER_NOT_FOUND */
  attachTarget(name: string): Promise<AttachTarget>;
  /** Following ends once the container has exited and every line was delivered, or the signal aborts; neither throws. */
  logs(id: string, query: LogQuery): AsyncIterable<LogEntry>;
  /** The same as it is in its files: much faster. */
  logLines(id: string, query: LogQuery): AsyncIterable<LogLines>;
  /** Where the log ends at this moment. */
  logEnd(id: string): Promise<LogPosition>;

  /** Leaves the containers running and lets go of everything. */
  close(): Promise<void>;
}
