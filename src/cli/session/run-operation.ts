import { TscomposeError } from '../../base/errors.js';
import type { OperationEvent, StepProgress } from '../../spec/operations.js';
import type { ProgressSink } from '../progress/sink.js';

/**
 * Follows an operation to its end and shows it.
 * @param onStep sees every step after it was shown
 * @returns whether anything was changed
 * @throws what the operation ended with
 */
export async function runOperation(
  events: AsyncIterable<OperationEvent>,
  progress: ProgressSink,
  onStep: (step: StepProgress) => void = () => {},
): Promise<boolean> {
  for await (const event of events) {
    switch (event.type) {
      case 'step':
        progress.step(event);
        onStep(event);
        break;
      case 'warning':
        progress.warning(event.message);
        break;
      case 'error':
        throw TscomposeError.fromJSON(event.error);
      case 'result':
        return event.changed;
    }
  }
  return false;
}
