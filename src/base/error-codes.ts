/**
 * Every error code that a user can meet, with one line on what it means. `docs/errors.md` lists the same
 * table; a test holds both equal.
 */
export const ERROR_CODES = {
  STACK_FILE_NOT_FOUND: 'The stack file does not exist or cannot be read.',
  STACK_FILE_INVALID: 'The stack file is not valid; the message lists every problem with its position.',
  STACK_UNSUPPORTED:
    'The stack file asks for what this version cannot do yet; the message lists all of it with its position.',
  USAGE: 'The command line is wrong.',
  NOT_ROOT: 'The engine needs root privileges.',
  ENGINE_UNREACHABLE: 'The engine process could not be reached or started.',
  ENGINE_VERSION: 'CLI and running engine are of different versions.',
  IMAGE_NOT_FOUND: 'The image is neither in the store nor in the registry.',
  IMAGE_IN_USE: 'The image is used by a container or has further names.',
  IMAGE_INVALID: 'An image, manifest or layer is malformed or fails its digest.',
  REFERENCE_INVALID: 'An image reference is not well formed.',
  REGISTRY: 'A registry refused, failed or sent something wrong.',
  CREDENTIALS: 'Logins could not be read or kept.',
  LOCK_INVALID: 'The lock file is not one.',
  LOCK_DRIFT: 'The lock file does not fit the stack file.',
  NETWORK: 'A network could not be made, wired or removed.',
  SUBNET_EXHAUSTED: 'No free subnet or address is left.',
  PORT_IN_USE: 'A published port is taken.',
  VOLUME: 'A volume could not be made or removed.',
  MOUNT_SOURCE_MISSING: 'The source of a bind mount does not exist.',
  NAME_CONFLICT: 'The name is in use by another object.',
  CONTAINER_NOT_FOUND: 'No such container.',
  CONTAINER_NOT_RUNNING: 'The container is not running.',
  CONTAINER_PAUSED: 'The container is paused, or is not where it should be.',
  COPY: 'Files cannot be copied from there, or to there.',
  CONTAINER_START: 'The container could not be started.',
  COMMAND_NOT_FOUND: 'The command is not in the image (exit code 127).',
  COMMAND_NOT_EXECUTABLE: 'The command cannot be executed (exit code 126).',
  DETACHED: 'The keys that leave a container or command running were typed.',
  HOOK_FAILED: 'A pre_start, post_start or pre_stop command of a service failed.',
  DEPENDENCY_FAILED: 'A service that others depend on failed or became unhealthy.',
  STACK_BUSY: 'Another command is changing the same stack.',
  STACK_ELSEWHERE: 'A stack of that name was started from another directory that still exists.',
  STATE_CORRUPT: 'A file of the state root cannot be used; `engine repair` puts it right.',
  NO_SPACE: 'The disk is full.',
  KERNEL: 'A kernel call failed.',
  CANCELLED: 'The operation was interrupted.',
  TIMEOUT: 'A deadline passed.',
  INTERNAL: 'A defect of tscompose; please report it.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
