/** The public TypeScript API: read a stack file, and talk to the engine that runs it. */

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
  StopRequest,
  UpRequest,
} from './api/messages.js';
export type { ErrorCode } from './base/error-codes.js';
export { TscomposeError } from './base/errors.js';
export { VERSION } from './base/version.js';
export type { Stack, StackOrigin } from './model/stack.js';
export { loadStack } from './stackfile/load-stack.js';
export type { LoadedStack, ReadResult, StackReader, StackRequest } from './stackfile/request.js';
