import type { OperationEvent } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import type { ProgressSink } from '../progress/sink.js';
import { Interrupts } from './interrupts.js';
import { runOperation } from './run-operation.js';

/**
 * Runs an operation to its end and shows its progress; Ctrl-C interrupts it.
 * @returns whether anything was changed
 * @throws what the operation ended with
 */
export async function showOperation(
  cli: Cli,
  begin: (signal: AbortSignal) => AsyncIterable<OperationEvent>,
  decorate: (progress: ProgressSink) => ProgressSink = (progress) => progress,
): Promise<boolean> {
  using interrupts = new Interrupts(cli.host);
  const progress = decorate(await cli.openProgress());
  try {
    return await runOperation(begin(interrupts.asked), progress);
  } finally {
    await progress.close();
  }
}
