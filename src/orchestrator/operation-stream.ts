import { toTscomposeError } from '../base/errors.js';
import type { OperationEvent } from '../spec/operations.js';
import { ItemQueue } from './item-queue.js';

/**
 * An operation as a stream of its events, ending with exactly one `result` or `error`. It starts with the first read;
 * a reader that goes away interrupts it, and is kept until it has ended.
 * @param work may emit events of its own besides; resolves with whether anything was changed
 */
export async function* operationStream<Other = never>(
  work: (emit: (event: OperationEvent | Other) => void, signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<OperationEvent | Other> {
  const queue = new ItemQueue<OperationEvent | Other>();
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
