import { TscomposeError } from '../base/errors.js';
import type { Reporter } from './reporter.js';

/** @returns whether anything is new @throws the first failure, unless they are only worth a warning */
export function settle(
  results: readonly PromiseSettledResult<boolean>[],
  ignoreFailures: boolean,
  reporter: Reporter,
): boolean {
  let isNew = false;
  for (const result of results) {
    if (result.status === 'fulfilled') isNew ||= result.value;
    else if (!ignoreFailures) throw result.reason;
    else reporter.warn(messageOf(result.reason));
  }
  return isNew;
}

export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof TscomposeError ? (message.split('\n', 1)[0] ?? '') : message;
}
