import type { Bindings } from '../spec/bindings.js';
import type { ContainerActions } from '../spec/container-actions.js';
import type { ContainerDetails } from '../spec/container-details.js';
import type { ContainerViews } from '../spec/container-views.js';
import type { Copying } from '../spec/copying.js';
import type { AttachTarget, EngineEvent, ExecTarget } from '../spec/engine.js';
import type { ImageEngine } from '../spec/image-engine.js';
import type { ImageInfo } from '../spec/objects.js';
import type {
  ContainerLogItem,
  ContainerLogsRequest,
  ContainerSummary,
  DownRequest,
  EventsRequest,
  ExecTargetRequest,
  KillRequest,
  LoadEvent,
  LogsRequest,
  OperationEvent,
  PauseRequest,
  PullRequest,
  PushRequest,
  RawLogRequest,
  RemoveRequest,
  RestartRequest,
  RunRequest,
  StackLogItem,
  StartRequest,
  StopRequest,
  UpRequest,
} from '../spec/operations.js';
import type { PlanReport } from '../spec/plan-report.js';
import type {
  LoginRequest,
  LoginResult,
  RegistryLogins,
  ResolvedImage,
  SearchRequest,
  SearchResult,
} from '../spec/registry.js';
import type { Repairs } from '../spec/repair.js';

export type { HealthStatus } from '../spec/health.js';
export type {
  ContainerLogItem,
  ContainerLogsRequest,
  ContainerSummary,
  DownRequest,
  EventsRequest,
  ExecTargetRequest,
  KillRequest,
  LoadEvent,
  LogsRequest,
  OperationEvent,
  PauseRequest,
  PullRequest,
  PushRequest,
  RawLogRequest,
  RemoveRequest,
  RestartRequest,
  RunRequest,
  StackLogItem,
  StartRequest,
  StepProgress,
  StopRequest,
  UpRequest,
} from '../spec/operations.js';
export type { PlannedStep, PlanReport } from '../spec/plan-report.js';
export type { RegistryLogin, RegistryLogins, ResolvedImage } from '../spec/registry.js';

/**
 * Bodies and stream items of the API. Streams are NDJSON: any number of items, then exactly one `result` or `error`. Archives go
 * as they are, both ways.
 */

export const API_VERSION = 1;

export interface EngineStatus {
  readonly apiVersion: number;
  readonly version: string;
  readonly pid: number;
  readonly root: string;
  readonly startedAt: string;
  readonly containers: { readonly running: number; readonly total: number };
  /** Number of files of the state root that cannot be used. */
  readonly damaged: number;
}

/** Images, and containers as far as they turn into images, as clients see them. */
export interface ImageClient extends Omit<ImageEngine, 'tagImage'> {
  load(path: string, signal: AbortSignal): AsyncIterable<LoadEvent>;
  /** @param archive what `load` would find in the file */
  loadArchive(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<LoadEvent>;
  images(): Promise<readonly ImageInfo[]>;
  tagImage(request: TagRequest): Promise<void>;
}

export interface TagRequest {
  readonly source: string;
  readonly target: string;
}

/** Containers, whichever stack they belong to, as clients see them. */
export interface ContainerClient extends ContainerViews, Copying, ContainerActions {
  /** Of all stacks, and of none. */
  containers(): Promise<readonly ContainerSummary[]>;
}

/** Registries, as clients reach them through the engine. */
export interface RegistryClient {
  resolveImage(request: ResolveRequest, signal: AbortSignal): Promise<ResolvedImage | null>;
  /** Tries a login; the engine keeps nothing of it. */
  login(request: LoginRequest, signal: AbortSignal): Promise<LoginResult>;
  search(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchResult[]>;
}

export interface ResolveRequest {
  readonly reference: string;
  readonly logins?: RegistryLogins;
}

/** The engine as its clients see it. `signal` aborting an operation interrupts it in the engine too. */
export interface EngineClient extends ImageClient, ContainerClient, RegistryClient, Repairs, Bindings {
  status(): Promise<EngineStatus>;
  stopEngine(): Promise<void>;
  up(name: string, request: UpRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** What `up` would do for the same request; changes nothing. */
  plan(name: string, request: UpRequest, signal: AbortSignal): Promise<PlanReport>;
  down(name: string, request: DownRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  stop(name: string, request: StopRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  start(name: string, request: StartRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  restart(name: string, request: RestartRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** Containers that do not run. */
  remove(name: string, request: RemoveRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** A signal to every running container. */
  kill(name: string, request: KillRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** A container of its own beside those of a service. */
  run(name: string, request: RunRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** Lets every running container stand still, or go on. */
  pause(name: string, request: PauseRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  pull(request: PullRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  push(request: PushRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  ps(name: string): Promise<readonly ContainerSummary[]>;
  logs(name: string, request: LogsRequest, signal: AbortSignal): AsyncIterable<StackLogItem>;
  execTarget(name: string, request: ExecTargetRequest): Promise<ExecTarget>;
  attachTarget(name: string, request: ExecTargetRequest): Promise<AttachTarget>;
  /** By name, id, or the beginning of an id; it must run. */
  containerAttachTarget(name: string): Promise<AttachTarget>;
  /** The log of a container, by name or id. */
  containerLogs(
    name: string,
    request: ContainerLogsRequest,
    signal: AbortSignal,
  ): AsyncIterable<ContainerLogItem>;
  /** The same as lines of JSON, up to the present end: many times faster. */
  rawContainerLog(name: string, request: RawLogRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** A signal to one container, by name or id: name or number of the signal. */
  signalContainer(name: string, request: { readonly signal: string }): Promise<void>;
  /** By name, id, or the beginning of an id. */
  inspectContainer(name: string): Promise<ContainerDetails>;
  /** Those of the engine's last ones that were asked for, then what comes until the signal aborts or the time is over. */
  events(signal: AbortSignal, request?: EventsRequest): AsyncIterable<EngineEvent>;
}
