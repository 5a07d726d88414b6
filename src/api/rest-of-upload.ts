import type { IncomingMessage } from 'node:http';

/** An archive that is nearly over is read to its end, so that its sender is listening when the answer comes. */
const FEW_BYTES = 16 * 1024 * 1024;
/** Nobody waits longer for a sender that sends nothing. */
const PATIENCE_MS = 500;

/** Drops what is left of an archive that nobody wants; it must not keep its sender from reading why. */
export function dropRest(incoming: IncomingMessage): Promise<void> {
  incoming.resume();
  if (incoming.readableEnded || incoming.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let left = FEW_BYTES;
    const timer = setTimeout(resolve, PATIENCE_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    incoming.on('data', (chunk: Uint8Array) => {
      left -= chunk.byteLength;
      if (left < 0) done();
    });
    for (const event of ['end', 'close', 'error'] as const) incoming.once(event, done);
  });
}
