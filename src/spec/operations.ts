import type { SerializedError } from '../base/errors.js';
import type { Stack, StackOrigin } from '../model/stack.js';
import type { BoundPort, ContainerState, MountSpec } from './container.js';
import type { AttachTarget, LogEntry } from './engine.js';
import type { FileContents } from './file-contents.js';
import type { HealthStatus } from './health.js';
import type { ImageInfo } from './objects.js';
import type { RegistryLogins } from './registry.js';

/** What is asked of a stack as a whole, and what comes back: shared by the orchestrator that does it and the API that carries it. */

/** Which containers are replaced: those that differ from what the file says, all, or none. */
export type Recreate = 'changed' | 'all' | 'none';

/** What every operation can be asked. */
export interface OperationRequest {
  /** Tell what would be done, and do nothing. */
  readonly dryRun?: boolean;
}

/** What every operation on a stack can be asked that keeps other checkouts of the same name from harm. */
export interface StackRequest extends OperationRequest {
  /** Where the command found the stack; absent where the stack is meant by its name alone. */
  readonly origin?: StackOrigin;
  /** Take the stack over, although it was started from another directory. */
  readonly adopt?: boolean;
}

export interface UpRequest extends StackRequest {
  readonly stack: Stack;
  readonly origin: StackOrigin;
  /** Of configs and secrets; absent where the stack has none. */
  readonly contents?: FileContents;
  /** Only these services and what they depend on; all when empty. */
  readonly services: readonly string[];
  /** Milliseconds; overrides stop_grace_period when containers are replaced. */
  readonly timeoutMs?: number;
  /** Wait until every service runs, and is healthy where it has a health check. */
  readonly wait: boolean;
  /** Milliseconds; how long a container may take to become what is waited for; 0 or absent: as long as it takes. */
  readonly waitTimeoutMs?: number;
  /** What is replaced of the services that are named, or of all when none is; what changed when absent. */
  readonly recreate?: Recreate;
  /** Likewise of what they depend on. */
  readonly recreateDependencies?: Recreate;
  /** Containers that are replaced leave their anonymous volumes behind. */
  readonly renewAnonymousVolumes?: boolean;
  /** Leaves alone what the named services depend on. */
  readonly withoutDependencies?: boolean;
  /** Containers are created and replaced, and none is started. */
  readonly noStart?: boolean;
  readonly removeOrphans: boolean;
  /** Says nothing of orphans. */
  readonly ignoreOrphans?: boolean;
  /** Overrides every service's pull_policy. */
  readonly pull?: 'always' | 'missing' | 'never';
  readonly logins?: RegistryLogins;
}

/** A container that `run` makes of a service. */
export interface OneOff {
  readonly name: string;
  /** 64 hex digits of chance that tell it from others. */
  readonly slug: string;
  /** Other containers reach it by the names of the service. */
  readonly useAliases: boolean;
  /** It goes when it has ended. */
  readonly autoRemove: boolean;
  readonly stdinOpen: boolean;
  readonly tty: boolean;
  /** Besides those of the service, in the place of those with the same target. */
  readonly mounts: readonly MountSpec[];
}

/** `run`: a container of one service, beside those of `up`. */
export interface RunRequest extends StackRequest {
  /** The service in it is as the container is to be: command, environment, ports. */
  readonly stack: Stack;
  readonly origin: StackOrigin;
  /** Of configs and secrets; absent where the stack has none. */
  readonly contents?: FileContents;
  readonly service: string;
  readonly container: OneOff;
  /** Leaves alone what the service depends on. */
  readonly withoutDependencies: boolean;
  readonly removeOrphans: boolean;
  readonly ignoreOrphans?: boolean;
  /** Overrides every service's pull_policy. */
  readonly pull?: 'always' | 'missing' | 'never';
  readonly logins?: RegistryLogins;
  /** Somebody attaches to it before it begins, with a terminal of this size; absent: it is left to itself. */
  readonly attach?: { readonly rows: number; readonly cols: number };
}

/** One image to pull. */
export interface WantedImage {
  readonly reference: string;
  /** `linux/arm64`; absent: this machine's. */
  readonly platform?: string;
  /** Leave it alone when the store has it. */
  readonly onlyMissing?: boolean;
}

export interface PullRequest extends OperationRequest {
  readonly images: readonly WantedImage[];
  /** The references are names of repositories, of which every tag is wanted. */
  readonly allTags?: boolean;
  /** Pull what can be pulled, and only warn of the rest. */
  readonly ignoreFailures: boolean;
  readonly logins?: RegistryLogins;
}

export interface PushRequest extends OperationRequest {
  readonly references: readonly string[];
  /** They are names of repositories, of which every tag in the store is meant. */
  readonly allTags?: boolean;
  readonly ignoreFailures: boolean;
  readonly logins?: RegistryLogins;
}

export interface DownRequest extends StackRequest {
  /** Milliseconds; overrides stop_grace_period. */
  readonly timeoutMs?: number;
  /** Named volumes of the stack and anonymous ones too. */
  readonly volumes: boolean;
  readonly removeOrphans: boolean;
  /** As the file says, when there is one: order of stopping, external resources, orphans. */
  readonly stack?: Stack;
}

/** What verbs for containers that are there already are asked. */
export interface ServicesRequest extends StackRequest {
  /** All when empty. */
  readonly services: readonly string[];
  /** As the file says, where there is one; else labels tell what depends on what. */
  readonly stack?: Stack;
}

export type StartRequest = ServicesRequest;

export interface StopRequest extends ServicesRequest {
  /** Milliseconds; overrides stop_grace_period. */
  readonly timeoutMs?: number;
}

export interface RestartRequest extends StopRequest {
  /** Leave services alone that depend on the named ones with `restart: true`. */
  readonly withoutDependents: boolean;
}

export interface KillRequest extends ServicesRequest {
  /** Name or number of a signal; SIGKILL when absent. */
  readonly signal?: string;
}

export interface PauseRequest extends ServicesRequest {
  /** False: they go on. */
  readonly paused: boolean;
}

export interface RemoveRequest extends StackRequest {
  /** Ids of containers; those that run stay. */
  readonly containers: readonly string[];
  /** Anonymous volumes too. */
  readonly volumes: boolean;
}

/** Progress of one step; `id` is what the user sees: `Container demo-web-1`. */
export interface StepProgress {
  readonly type: 'step';
  readonly id: string;
  readonly parentId?: string;
  readonly state: 'working' | 'done' | 'warning' | 'error';
  /** Compose's words: Creating, Created, Starting, Started, Waiting, Healthy, Stopping, Stopped, Removing, Removed, Pulling, Pulled, Running, Recreate, Recreated, Error. */
  readonly text: string;
  readonly details?: string;
  readonly current?: number;
  readonly total?: number;
}

export type OperationEvent =
  | StepProgress
  | { readonly type: 'warning'; readonly message: string }
  | {
      /** Of `run`: the container runs, or waits for whoever attaches to it. */
      readonly type: 'container';
      readonly id: string;
      readonly attach?: AttachTarget;
    }
  | { readonly type: 'error'; readonly error: SerializedError }
  | { readonly type: 'result'; readonly changed: boolean };

/** Of loading images: those that an archive brought, when all of them are there. */
export type LoadEvent = OperationEvent | { readonly type: 'loaded'; readonly image: ImageInfo };

/** One row of `ps`. */
export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Digest of the image config, `sha256:...`; joins a row of `ps` with `images`. */
  readonly imageId: string;
  readonly args: readonly string[];
  readonly stack: string;
  readonly service: string;
  /** Number among the containers of the service, from 1. */
  readonly index: number;
  /** Made by `run`. */
  readonly oneOff: boolean;
  readonly createdAt: string;
  readonly state: ContainerState;
  readonly restarting: boolean;
  /** Times its policy started it again since the user did. */
  readonly restartCount: number;
  readonly health: HealthStatus;
  readonly ports: readonly BoundPort[];
  /** `80/tcp` of the image and service that are not published. */
  readonly exposed: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: readonly string[];
  /** Volume names and host paths of what is mounted; tmpfs left out. */
  readonly mounts: readonly string[];
}

/** Events of a span of time; what is not given has no end on that side. */
export interface EventsRequest {
  /** RFC 3339; absent: from now on. */
  readonly since?: string;
  /** RFC 3339. */
  readonly until?: string;
}

/** Of the log of one container. */
export interface ContainerLogsRequest {
  /** Goes on until the container ends. */
  readonly follow: boolean;
  readonly tail?: number;
  /** RFC 3339: no entries before this time. */
  readonly notBefore?: string;
  /** RFC 3339: no entries after this time; following ends there. */
  readonly until?: string;
}

export interface LogsRequest {
  /** All when empty. Following tells the ends of their containers, and ends with the last. */
  readonly services: readonly string[];
  /** Services whose lines are wanted; `services` when absent. */
  readonly linesOf?: readonly string[];
  /** Only containers of this number. */
  readonly index?: number;
  readonly follow: boolean;
  readonly tail?: number;
  /** Only entries after this RFC 3339 time. */
  readonly since?: string;
  /** RFC 3339: no entries before this time. */
  readonly notBefore?: string;
  /** RFC 3339: no entries after this time; following ends there. */
  readonly until?: string;
}

/** Of what container something is told. */
export interface LogOrigin {
  readonly container: string;
  readonly service: string;
  readonly index: number;
}

/** The end of a container. */
export interface ContainerEnd extends LogOrigin {
  readonly type: 'exited';
  readonly exitCode: number | 'unknown';
  readonly restarting: boolean;
}

/** Whole lines of a container's log, as they are in its files: JSON objects with `log`, `stream` and `time`. */
export interface StackLogLines extends LogOrigin {
  readonly type: 'lines';
  readonly lines: Buffer;
}

/** What a log is made of, in the order in which it happened. */
export type StackLogPart = StackLogLines | ContainerEnd;

/** A log line with its origin. */
export type StackLogItem = ({ readonly type: 'log' } & LogOrigin & Omit<LogEntry, 'end'>) | ContainerEnd;

/** Which container of a service. */
export interface ExecTargetRequest {
  readonly service: string;
  /** Number of the container; 0: the first that runs. */
  readonly index: number;
}
