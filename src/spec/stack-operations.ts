import type { AttachTarget, ExecTarget } from './engine.js';
import type {
  ContainerLogsRequest,
  ContainerSummary,
  DownRequest,
  ExecTargetRequest,
  KillRequest,
  LogsRequest,
  OperationEvent,
  PauseRequest,
  PullRequest,
  PushRequest,
  RemoveRequest,
  RestartRequest,
  RunRequest,
  StackLogPart,
  StartRequest,
  StopRequest,
  UpRequest,
} from './operations.js';

/**
 * What can be done with a stack by its name, the same on both ends of the wire. Operations end with exactly one `result` or
 * `error`; aborting their signal interrupts them, in the engine too.
 */
export interface StackOperations {
  up(name: string, request: UpRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
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
  /** Of all stacks, and of none. */
  containers(): Promise<readonly ContainerSummary[]>;
  logs(name: string, request: LogsRequest, signal: AbortSignal): AsyncIterable<StackLogPart>;
  execTarget(name: string, request: ExecTargetRequest): Promise<ExecTarget>;
  /** @throws CONTAINER_NOT_RUNNING */
  attachTarget(name: string, request: ExecTargetRequest): Promise<AttachTarget>;
  /** Likewise, of a container by name, id, or the beginning of an id. @throws CONTAINER_NOT_FOUND */
  containerAttachTarget(name: string): Promise<AttachTarget>;
  /** The log of a container by name, id, or the beginning of an id. @throws CONTAINER_NOT_FOUND, USAGE */
  containerLogs(name: string, request: ContainerLogsRequest, signal: AbortSignal): AsyncIterable<Buffer>;
}
