import type { ContainerActions } from './container-actions.js';
import type { ContainerDetails } from './container-details.js';
import type { AttachTarget, ExecTarget } from './engine.js';
import type {
  ContainerLogItem,
  ContainerLogsRequest,
  ContainerSummary,
  DownRequest,
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
} from './operations.js';
import type { PlanReport } from './plan-report.js';

/**
 * What decides about stacks, above an {@link Engine}: operations on a stack by its name, health checks, restarts. Operations
 * end with exactly one `result` or `error`; aborting their signal interrupts them.
 */
export interface Orchestrator {
  /**
   * Takes charge of what runs after the engine has started: health checks, restarts due.
   * @param options.afterBoot the machine was started anew: what is to run starts in the order of its stack
   */
  resume(options: { readonly afterBoot: boolean }): Promise<void>;
  up(name: string, request: UpRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** What {@link up} would do for the same request; changes nothing. */
  plan(request: UpRequest, signal: AbortSignal): Promise<PlanReport>;
  down(name: string, request: DownRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  stop(name: string, request: StopRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  start(name: string, request: StartRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  restart(name: string, request: RestartRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** Containers that do not run. */
  remove(name: string, request: RemoveRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  kill(name: string, request: KillRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  run(name: string, request: RunRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  pause(name: string, request: PauseRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  pull(request: PullRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  push(request: PushRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** @param source absolute path of an archive or layout on this machine, or an archive's bytes */
  load(source: string | AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<LoadEvent>;
  ps(name: string): Promise<readonly ContainerSummary[]>;
  /** Of all stacks, and of none. */
  containers(): Promise<readonly ContainerSummary[]>;
  logs(name: string, request: LogsRequest, signal: AbortSignal): AsyncIterable<StackLogItem>;
  /** All that is known of a container. @throws CONTAINER_NOT_FOUND */
  inspect(name: string): Promise<ContainerDetails>;
  execTarget(name: string, request: ExecTargetRequest): Promise<ExecTarget>;
  /** @throws CONTAINER_NOT_RUNNING */
  attachTarget(name: string, request: ExecTargetRequest): Promise<AttachTarget>;
  /** Likewise, of a container by name, id, or the beginning of an id. @throws CONTAINER_NOT_FOUND */
  containerAttachTarget(name: string): Promise<AttachTarget>;
  /** The log of a container by name, id, or the beginning of an id. @throws CONTAINER_NOT_FOUND, USAGE */
  containerLogs(
    name: string,
    request: ContainerLogsRequest,
    signal: AbortSignal,
  ): AsyncIterable<ContainerLogItem>;
  /** The same as lines of JSON, up to the present end. */
  rawContainerLog(name: string, request: RawLogRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** A signal to one container, as {@link kill} sends it. @throws CONTAINER_NOT_FOUND, CONTAINER_NOT_RUNNING */
  signalContainer(name: string, signal: string): Promise<void>;
  /** Containers one by one. */
  readonly single: ContainerActions;
  /** True while something is under way or planned (a restart's back-off), so that the engine must stay. */
  busy(): boolean;
  /** Lets go: ends timers and health checks, touches no container. */
  close(): Promise<void>;
}
