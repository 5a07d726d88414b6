import { toTscomposeError } from '../base/errors.js';
import type { OperationEvent } from '../spec/operations.js';
import { ItemQueue } from './item-queue.js';
import type { Emit } from './reporter.js';

/**
 * An operation as a stream of its events, ending with exactly one `result` or `error`. It starts with the first read;
 * a reader that goes away interrupts it, and is kept until it has ended.
 * @param work resolves with whether anything was changed
 */
export async function* operationStream(
  work: (emit: Emit, signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<OperationEvent> {
  const queue = new ItemQueue<OperationEvent>();
  const gone = new AbortController();
  const done = work((event) => queue.push(event), AbortSignal.any([signal, gone.signal])).then(
    (changed) => queue.push({ type: 'result', changed }),
    (thrown) => queue.push({ type: 'error', error: toTscomposeError(thrown).toJSON() }),
  );
  void done.then(() => queue.end());
  try {
    yield* queue;
  } finally {
    gone.abort();
    await done;
  }
}
