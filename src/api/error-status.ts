import type { ErrorCode } from '../base/error-codes.js';

const STATUS = {
  USAGE: 400,
  REFERENCE_INVALID: 400,
  ENGINE_VERSION: 426,
  CONTAINER_NOT_FOUND: 404,
  IMAGE_NOT_FOUND: 404,
  CONTAINER_NOT_RUNNING: 409,
  CONTAINER_PAUSED: 409,
  IMAGE_IN_USE: 409,
  NAME_CONFLICT: 409,
  STACK_BUSY: 409,
  STACK_ELSEWHERE: 409,
} as const satisfies Partial<Record<ErrorCode, number>>;

/** HTTP status for an error; the body says everything, the status is for logs and foreign clients. */
export function errorStatus(code: ErrorCode): 400 | 404 | 409 | 426 | 500 {
  return code in STATUS ? STATUS[code as keyof typeof STATUS] : 500;
}
