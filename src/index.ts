/** The public TypeScript API: stacks and their services, and below them the engine's own client. */

export type { ConnectOptions } from './api/connect.js';
export { connectEngine } from './api/connect.js';
export type {
  ContainerSummary,
  DownRequest,
  EngineClient,
  EngineStatus,
  LogsRequest,
  OperationEvent,
  PlannedStep,
  PlanReport,
  PullRequest,
  PushRequest,
  RegistryLogin,
  RegistryLogins,
  ResolvedImage,
  StackLogItem,
  StepProgress,
  StopRequest,
  UpRequest,
} from './api/messages.js';
export type { ErrorCode } from './base/error-codes.js';
export { TscomposeError } from './base/errors.js';
export { VERSION } from './base/version.js';
export type { CapturedExecOptions, ExecOptions, ExecOutcome, RunningCommand } from './library/exec.js';
export type { OperationOptions } from './library/run-operation.js';
export type { Address, LogLine, LogOptions, PortOptions, StackService } from './library/service.js';
export { Stack } from './library/stack.js';
export type { DownOptions, StackOptions, UpOptions } from './library/stack-options.js';
export type { Stack as StackModel, StackOrigin } from './model/stack.js';
export type { ContainerDetails } from './spec/container-details.js';
export type { EngineEvent } from './spec/engine.js';
export { loadStack } from './stackfile/load-stack.js';
export type { LoadedStack, ReadResult, StackReader, StackRequest } from './stackfile/request.js';
