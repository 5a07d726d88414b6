import type { ErrorCode } from '../base/error-codes.js';
import type { ReportedProblem, TscomposeError } from '../base/errors.js';
import { pathText } from '../stackfile/path-text.js';
import type { StackPositions } from '../stackfile/request.js';

/**
 * What went wrong for programs: one line of JSON per problem; docs/errors.md describes the keys.
 * `error` and `message` are what Docker Compose writes.
 */
export function failureJson(
  error: TscomposeError,
  hint: string | undefined,
  causes: readonly string[],
  positions: StackPositions | undefined,
): string {
  const { problems, path = [] } = error.details;
  const debug = causes.length === 0 ? {} : { debug: causes };
  if (problems !== undefined && problems.length > 0) {
    return problems.map((problem) => problemJson(problem, error.code, debug)).join('');
  }
  const position = path.length === 0 ? undefined : positions?.positionOf(path);
  const problem = {
    severity: 'error',
    message: error.message,
    path,
    ...(position === undefined ? {} : { position }),
    ...(hint === undefined ? {} : { hint }),
  } as const;
  return problemJson(problem, error.code, debug);
}

/** One problem or warning. `code` is that of the error it belongs to; warnings have none. */
export function problemJson(problem: ReportedProblem, code?: ErrorCode, more: object = {}): string {
  const { severity, message, path, position, hint, related } = problem;
  const place = path.length === 0 ? undefined : pathText(path);
  const line = { [severity]: true, severity, code, ...position, path: place, message, hint, related };
  return `${JSON.stringify({ ...line, ...more })}\n`;
}
