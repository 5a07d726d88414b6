import { TscomposeError } from '../base/errors.js';
import type { OperationEvent, StepProgress } from '../spec/operations.js';

/** What happens while an operation is under way. */
export interface OperationOptions {
  /** Aborting it interrupts the operation; the stack stays as it is by then. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: StepProgress | Extract<OperationEvent, { type: 'warning' }>) => void;
}

/**
 * Follows an operation to its end.
 * @returns whether anything was changed
 * @throws what the operation ended with
 */
export async function runOperation(
  start: (signal: AbortSignal) => AsyncIterable<OperationEvent>,
  { signal, onProgress }: OperationOptions,
): Promise<boolean> {
  for await (const event of start(signal ?? new AbortController().signal)) {
    if (event.type === 'error') throw TscomposeError.fromJSON(event.error);
    if (event.type === 'result') return event.changed;
    if (event.type !== 'container') onProgress?.(event);
  }
  return false;
}
