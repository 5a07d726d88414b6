import type { EngineClient } from '../../api/messages.js';
import type { OperationEvent, UpRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import type { Interrupts } from './interrupts.js';
import { runOperation } from './run-operation.js';

/** Stops the containers of the command's services gracefully, orphans left out; an interrupt that insists kills them. */
export async function stopStack(
  cli: Cli,
  client: EngineClient,
  { stack, services, timeoutMs }: UpRequest,
  interrupts: Interrupts,
): Promise<void> {
  const stop = { services, stack, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  try {
    await show(cli, client.stop(stack.name, stop, interrupts.insisted));
  } catch (error) {
    if (!interrupts.insisted.aborted) throw error;
  }
  if (!interrupts.insisted.aborted) return;
  await show(cli, client.kill(stack.name, { services, stack }, new AbortController().signal));
}

async function show(cli: Cli, events: AsyncIterable<OperationEvent>): Promise<void> {
  const progress = await cli.openProgress();
  try {
    await runOperation(events, progress);
  } finally {
    await progress.close();
  }
}
