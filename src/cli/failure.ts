import { type TscomposeError, toTscomposeError } from '../base/errors.js';
import type { StackPositions } from '../stackfile/request.js';
import type { ProgressMode } from './globals.js';
import type { Host } from './host.js';

/**
 * Says what went wrong: the message with its place in the stack file where one is known, then the hint.
 * The stack trace stays away unless TSCOMPOSE_DEBUG is 1.
 */
export function failureText(
  error: TscomposeError,
  env: Host['env'],
  positions: StackPositions | undefined,
): string {
  const { path, hint } = error.details;
  const message =
    path === undefined || positions === undefined ? error.message : positions.renderAt(path, error.message);
  const lines = [message];
  if (error.code === 'INTERNAL') lines.push('This is a defect of tscompose; please report it.');
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  if (env.TSCOMPOSE_DEBUG === '1') lines.push(...debugLines(error));
  return `${lines.join('\n')}\n`;
}

/** One line of JSON, for `--progress json`. */
export function failureJson(error: TscomposeError): string {
  return `${JSON.stringify({ error: true, code: error.code, message: error.message, hint: error.details.hint })}\n`;
}

export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** How the command ends after `thrown`. */
export function describeFailure(
  thrown: unknown,
  env: Host['env'],
  mode: ProgressMode,
  positions: StackPositions | undefined,
): Failure {
  const error = toTscomposeError(thrown);
  const text = mode === 'json' ? failureJson(error) : failureText(error, env, positions);
  return { text, exitCode: error.details.exitCode ?? (error.code === 'CANCELLED' ? 130 : 1) };
}

function debugLines(error: TscomposeError): string[] {
  const lines = [`code: ${error.code}`, error.stack ?? ''];
  for (let { cause } = error as Error; cause instanceof Error; cause = cause.cause) {
    lines.push(`caused by: ${cause.stack ?? cause.message}`);
  }
  return lines;
}
