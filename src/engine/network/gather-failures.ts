import { TscomposeError, toTscomposeError } from '../../base/errors.js';

/**
 * Runs every step in order, whatever happens to the others: for taking things down.
 * @throws the failure when there is one; NETWORK with all their messages when there are more
 */
export async function gatherFailures(steps: readonly (() => void | Promise<void>)[]): Promise<void> {
  const failures: TscomposeError[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(toTscomposeError(error));
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  if (failures.length === 1) throw first;
  throw new TscomposeError('NETWORK', failures.map((failure) => failure.message).join('; '), {
    ...first.details,
    cause: first,
  });
}

/** Undoes, then throws `error`, with the failures of the undoing in its message when there are any. */
export async function failAfter(error: unknown, undo: () => Promise<void>): Promise<never> {
  await gatherFailures([() => Promise.reject(error), undo]);
  throw error;
}
