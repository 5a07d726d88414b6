import type { ErrorCode } from './error-codes.js';

/** A place in a text file, as messages name it. */
export interface FilePosition {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** One of the several things that are wrong with an input, for programs that show them one by one. */
export interface ReportedProblem {
  readonly severity: 'error' | 'warning';
  /** Without the place, the path and the hint. */
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly position?: FilePosition;
  readonly hint?: string;
  /** Other places that have to do with it: where a variable was set, what included the file. */
  readonly related?: readonly (FilePosition & { readonly message: string })[];
}

/** What an error carries besides its message. All of it survives the way through the API. */
export interface ErrorDetails {
  /** What was attempted, in the user's terms: `pull image`, `start container`. */
  readonly action?: string;
  /** What it was attempted on: `demo-web-1`, `localhost:5000/library/nginx:1.22`. */
  readonly subject?: string;
  /** What the reader can do next; one sentence. */
  readonly hint?: string;
  /** Path of the stack-file node that caused it, e.g. `['services', 'web', 'ports', 0]`. The CLI adds the position. */
  readonly path?: readonly (string | number)[];
  /** What is wrong, one by one, where the message holds several problems. */
  readonly problems?: readonly ReportedProblem[];
  /** Exit code the CLI ends with; 1 when absent. */
  readonly exitCode?: number;
  /** Symbolic errno of the failed kernel call, e.g. `ENOSPC`. */
  readonly errno?: string;
  readonly cause?: unknown;
}

/** JSON shape of an error on the wire. */
export interface SerializedError extends Omit<ErrorDetails, 'cause'> {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cause?: string;
}

/** What tells an error of this class also where another bundle of this package has a copy of the class. */
const BRAND = Symbol.for('tscompose.error');

/** The one error class of tscompose. `message` is complete and written for the reader; it never holds secrets. */
export class TscomposeError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  override readonly name = 'TscomposeError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  toJSON(): SerializedError {
    const { cause, ...rest } = this.details;
    const causeText = cause instanceof Error ? cause.message : undefined;
    return {
      code: this.code,
      message: this.message,
      ...rest,
      ...(causeText === undefined ? {} : { cause: causeText }),
    };
  }

  static fromJSON(json: SerializedError): TscomposeError {
    const { code, message, cause, ...rest } = json;
    return new TscomposeError(
      code,
      message,
      cause === undefined ? rest : { ...rest, cause: new Error(cause) },
    );
  }
}

/** Brings anything thrown into a {@link TscomposeError}; errors that are not ours become `INTERNAL` or, by errno, `NO_SPACE`. */
export function toTscomposeError(thrown: unknown): TscomposeError {
  if (thrown instanceof TscomposeError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const errno = (error as NodeJS.ErrnoException).code;
  if (error.name === 'AbortError') return new TscomposeError('CANCELLED', 'interrupted', { cause: error });
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new TscomposeError('NO_SPACE', `no space left on the disk: ${error.message}`, {
      cause: error,
      errno,
      hint: 'Free some space ("df", "df -i"), or move the state root with --root, and run the command again.',
    });
  }
  return new TscomposeError('INTERNAL', error.message, { cause: error });
}
