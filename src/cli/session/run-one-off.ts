import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { AttachTarget } from '../../spec/engine.js';
import type { OperationEvent } from '../../spec/operations.js';
import type { AttachSession } from '../../wire/attach-session.js';
import type { Cli } from '../cli.js';
import type { ProgressSink } from '../progress/sink.js';
import { DEFAULT_DETACH_KEYS, parseDetachKeys } from './detach-keys.js';
import { Interrupts } from './interrupts.js';
import { type AttachOptions, carryAttachment, openAttachment } from './run-attach.js';
import { runOperation } from './run-operation.js';

/** What makes or starts a container, and tells of it. */
export type Begin = (signal: AbortSignal) => AsyncIterable<OperationEvent>;

/** Starts a container and leaves it to itself. @returns its id; undefined when that was only rehearsed */
export async function runDetached(
  cli: Cli,
  begin: Begin,
  progress: ProgressSink,
): Promise<string | undefined> {
  using interrupts = new Interrupts(cli.host);
  let id: string | undefined;
  const events = seen(begin(interrupts.asked), (event) => {
    if (event.type === 'container') id = event.id;
  });
  try {
    await runOperation(events, progress);
  } finally {
    await progress.close();
  }
  return id;
}

/**
 * Runs a container with this process's own streams: attached before its program begins, so that nothing is lost.
 * @returns its exit code; 0 when the user left it running
 * @throws what its start threw
 */
export async function runAttached(
  cli: Cli,
  begin: Begin,
  optionsFor: (target: AttachTarget) => AttachOptions,
  progress: ProgressSink,
): Promise<number> {
  const left = new AbortController();
  const interrupts = new Interrupts(cli.host);
  const signal = AbortSignal.any([interrupts.asked, left.signal]);
  let carried: Promise<number> | undefined;
  try {
    const events = seen(begin(signal), async (event) => {
      if (event.type !== 'container' || event.attach === undefined) return;
      await progress.close();
      const { attach: target } = event;
      const options = optionsFor(target);
      const session = await openAttachment(cli.host, target, options, signal);
      // From here on signals are the container's.
      interrupts[Symbol.dispose]();
      carried = carryAttachment(cli.host, target, session, options);
      void leaveWhenLeft(carried, session, left);
    });
    await runOperation(events, progress);
  } catch (error) {
    // Once the streams are carried, the engine may die, and the user may leave: the container goes on.
    if (carried === undefined || !isGone(error)) throw error;
  } finally {
    interrupts[Symbol.dispose]();
    await progress.close();
  }
  if (carried === undefined) throw new TscomposeError('INTERNAL', 'the engine started nothing to attach to');
  return carried.catch(zeroWhenLeft);
}

/** As with Docker: whoever leaves by the keys for it has what was wanted. */
function zeroWhenLeft(error: unknown): number {
  if (error instanceof TscomposeError && error.code === 'DETACHED') return 0;
  throw error;
}

function isGone(error: unknown): boolean {
  return (
    error instanceof TscomposeError && (error.code === 'CANCELLED' || error.code === 'ENGINE_UNREACHABLE')
  );
}

/** How the streams of a container are carried that was started for this. */
export function startedFor(
  client: EngineClient,
  {
    input,
    detachKeys = DEFAULT_DETACH_KEYS,
    sigProxy = true,
  }: { readonly input: boolean; readonly detachKeys?: string; readonly sigProxy?: boolean },
): (target: AttachTarget) => AttachOptions {
  const keys = parseDetachKeys(detachKeys);
  return (target) => ({
    ...{ input, output: true, error: true, lossless: true, detachKeys: keys },
    ...(sigProxy ? { passSignal: (signal) => client.signalContainer(target.name, { signal }) } : {}),
  });
}

/** One that the user leaves goes on; the engine need not tell its end. Where it did not begin, it tells why. */
async function leaveWhenLeft(
  carried: Promise<number>,
  session: AttachSession,
  left: AbortController,
): Promise<void> {
  try {
    await carried;
    if ((await session.result).exitCode === 'unknown') left.abort();
  } catch (error) {
    if (error instanceof TscomposeError && error.code === 'DETACHED') left.abort();
  }
}

/** The same events, each looked at before it is handed on. */
async function* seen(
  events: AsyncIterable<OperationEvent>,
  look: (event: OperationEvent) => void | Promise<void>,
): AsyncGenerator<OperationEvent> {
  for await (const event of events) {
    await look(event);
    yield event;
  }
}
