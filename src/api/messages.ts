import type { Bindings } from '../spec/bindings.js';
import type { ContainerActions } from '../spec/container-actions.js';
import type { ContainerDetails } from '../spec/container-details.js';
import type { ContainerViews } from '../spec/container-views.js';
import type { Copying } from '../spec/copying.js';
import type { EngineEvent } from '../spec/engine.js';
import type { ImageEngine } from '../spec/image-engine.js';
import type { ImageInfo } from '../spec/objects.js';
import type { EventsRequest, LoadEvent, UpRequest } from '../spec/operations.js';
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
import type { StackOperations } from '../spec/stack-operations.js';

export type { HealthStatus } from '../spec/health.js';
export type {
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
  RemoveRequest,
  RestartRequest,
  RunRequest,
  StackLogItem,
  StackLogLines,
  StackLogPart,
  StartRequest,
  StepProgress,
  StopRequest,
  UpRequest,
} from '../spec/operations.js';
export type { PlannedStep, PlanReport } from '../spec/plan-report.js';
export type { RegistryLogin, RegistryLogins, ResolvedImage } from '../spec/registry.js';

/**
 * Bodies and stream items of the API. Streams are NDJSON: any number of items, then exactly one `result` or `error`; logs are
 * frames (`item-frames.ts`). Archives go as they are, both ways.
 */

export const API_VERSION = 2;

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
export interface ContainerClient
  extends ContainerViews,
    Copying,
    ContainerActions,
    Pick<StackOperations, 'containers'> {}

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
export interface EngineClient
  extends ImageClient,
    ContainerClient,
    RegistryClient,
    StackOperations,
    Repairs,
    Bindings {
  status(): Promise<EngineStatus>;
  stopEngine(): Promise<void>;
  /** What `up` would do for the same request; changes nothing. */
  plan(name: string, request: UpRequest, signal: AbortSignal): Promise<PlanReport>;
  /** A signal to one container, by name or id: name or number of the signal. */
  signalContainer(name: string, request: { readonly signal: string }): Promise<void>;
  /** By name, id, or the beginning of an id. */
  inspectContainer(name: string): Promise<ContainerDetails>;
  /** Those of the engine's last ones that were asked for, then what comes until the signal aborts or the time is over. */
  events(signal: AbortSignal, request?: EventsRequest): AsyncIterable<EngineEvent>;
}
