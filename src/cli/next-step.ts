import type { ErrorCode } from '../base/error-codes.js';
import type { TscomposeError } from '../base/errors.js';

/**
 * What to do about an error that brings no hint of its own. `undefined`: its message says so itself, or nothing is wrong.
 * Every code stands here, so that a new one doesn't compile before somebody has thought about its reader.
 */
const NEXT_STEPS: Readonly<Record<ErrorCode, string | undefined>> = {
  STACK_FILE_NOT_FOUND: 'Name the stack file with -f, or change to the directory it lies in.',
  STACK_FILE_INVALID: undefined,
  STACK_UNSUPPORTED: undefined,
  USAGE: undefined,
  NOT_ROOT: 'Run the command as root, for example by "sudo".',
  ENGINE_UNREACHABLE:
    'Run the command again: that starts an engine. "tscompose engine status" shows the one that runs.',
  ENGINE_VERSION:
    'End the older engine with "tscompose engine stop"; containers go on. Then run the command again.',
  IMAGE_NOT_FOUND: 'See with "tscompose image ls" what there is, and get others with "tscompose image pull".',
  IMAGE_IN_USE: 'See with "tscompose container ls -a" what uses it, or remove it with --force.',
  IMAGE_INVALID: 'Pull or build the image again; "tscompose image verify" looks through those that are here.',
  REFERENCE_INVALID: 'Images are named like nginx, nginx:1.27 or registry.example:5000/team/web@sha256:...',
  REGISTRY: 'Run the command again later; should the registry want a login, use "tscompose login".',
  CREDENTIALS:
    'See that the file and the helper which keep the logins can be used, then "tscompose login" again.',
  LOCK_INVALID: 'Write it anew with "tscompose lock".',
  LOCK_DRIFT: 'Write it anew with "tscompose lock" if the change is meant.',
  NETWORK:
    'See with "tscompose ps -a" what still uses the network; "tscompose engine repair" puts right what was left.',
  SUBNET_EXHAUSTED:
    'End stacks that nobody needs ("tscompose ls -a"), or give the network an "ipam" subnet of its own.',
  PORT_IN_USE: 'Choose another port, or end what has it ("ss -ltnup" shows it).',
  VOLUME: 'See with "tscompose volumes" what there is, and with "tscompose ps -a" what uses it.',
  MOUNT_SOURCE_MISSING: 'Make the file or directory, or correct the path.',
  NAME_CONFLICT: 'Remove or rename the other one, or choose another name.',
  CONTAINER_NOT_FOUND: 'See with "tscompose container ls -a" what there is.',
  CONTAINER_NOT_RUNNING:
    'See with "tscompose ps -a" what there is, and with "tscompose logs" why it ended; "tscompose up" starts it.',
  CONTAINER_PAUSED: 'Let it go on with "tscompose unpause".',
  COPY: 'See with "tscompose exec" what lies there, and whether it may be read and written.',
  CONTAINER_START: 'Correct what was asked of it, in the stack file or by flags, and run the command again.',
  COMMAND_NOT_FOUND: 'See that the image has the command, and that its path is right.',
  COMMAND_NOT_EXECUTABLE: 'See that the file may be executed, and that it is a program for this machine.',
  DETACHED: undefined,
  HOOK_FAILED: 'See with "tscompose logs" what it said, and correct the hook.',
  DEPENDENCY_FAILED: 'See with "tscompose logs" what it said.',
  STACK_BUSY: 'Wait for the other command, or end it; then run this one again.',
  STACK_ELSEWHERE: 'Give one of the two another name with -p.',
  STATE_CORRUPT: 'Run "tscompose engine repair".',
  NO_SPACE: 'Free some space ("df", "df -i") and run the command again.',
  KERNEL:
    'The log of the engine may tell more: engine.log in its runtime directory, /run/tscompose unless told otherwise.',
  CANCELLED: undefined,
  TIMEOUT: 'Run the command again, with more time if it takes --timeout.',
  INTERNAL: undefined,
};

/**
 * What the reader of an error can do next.
 * @param command full name of the command that failed: `tscompose image ls`
 */
export function nextStep(error: TscomposeError, command: string): string | undefined {
  if (error.details.hint !== undefined) return error.details.hint;
  if (error.code === 'USAGE') return readHelp(command);
  return NEXT_STEPS[error.code];
}

/** Where to read what a command takes. */
export function readHelp(command: string): string {
  return `Run "${command} --help" for what there is.`;
}
