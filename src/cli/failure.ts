import { type TscomposeError, toTscomposeError } from '../base/errors.js';
import type { StackPositions } from '../stackfile/request.js';
import type { Host } from './host.js';
import { nextStep } from './next-step.js';
import { failureJson } from './problem-json.js';

/** How and with what knowledge of the stack a failure is told. */
export interface FailureStyle {
  /** For programs instead of people. */
  readonly json: boolean;
  /** Full name of the command that failed: `tscompose image ls`. */
  readonly command: string;
  /** Known once the stack file is read. */
  readonly positions?: StackPositions | undefined;
}

export interface Failure {
  readonly text: string;
  readonly exitCode: number;
}

/** How the command ends after `thrown`. */
export function describeFailure(thrown: unknown, env: Host['env'], style: FailureStyle): Failure {
  const error = toTscomposeError(thrown);
  const causes = env.TSCOMPOSE_DEBUG === '1' ? causeChain(error) : [];
  const hint = nextStep(error, style.command);
  const text = style.json
    ? failureJson(error, hint, causes, style.positions)
    : failureText(error, hint, causes, style.positions);
  return { text, exitCode: error.details.exitCode ?? (error.code === 'CANCELLED' ? 130 : 1) };
}

/**
 * The message with its place in the stack file where one is known, then the hint.
 * @param causes stack traces, shown only on demand
 */
function failureText(
  error: TscomposeError,
  hint: string | undefined,
  causes: readonly string[],
  positions: StackPositions | undefined,
): string {
  const { path } = error.details;
  const message =
    path === undefined || positions === undefined ? error.message : positions.renderAt(path, error.message);
  const lines = [message];
  if (error.code === 'INTERNAL') lines.push('This is a defect of tscompose; please report it.');
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  if (causes.length > 0) lines.push(`code: ${error.code}`, ...causes);
  return `${lines.join('\n')}\n`;
}

/** The stack trace of the error, then those of what caused it. */
function causeChain(error: TscomposeError): string[] {
  const lines = [error.stack ?? error.message];
  for (let { cause } = error as Error; cause instanceof Error; cause = cause.cause) {
    lines.push(`caused by: ${cause.stack ?? cause.message}`);
  }
  return lines;
}
