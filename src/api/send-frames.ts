import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { itemFrame } from './item-frames.js';

/** Bytes that are gathered before they are sent on. */
const GATHERED_BYTES = 64 * 1024;
/** What is larger is not copied together with others. */
const ALONE_BYTES = 16 * 1024;

/**
 * Sends items, some with bytes, no faster than they are taken. Those that are ready at the same time are sent together; none waits
 * for the next one.
 * @param onGone called when the client has gone before the end
 */
export async function sendFrames(
  items: AsyncIterable<object>,
  response: ServerResponse,
  onGone: () => void,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
    onGone();
  });
  response.setHeader('content-type', 'application/octet-stream');
  response.flushHeaders();
  let gathered: Buffer[] = [];
  let bytes = 0;
  let isScheduled = false;
  /** False when the client is behind. */
  const flush = () => {
    isScheduled = false;
    if (bytes === 0 || response.destroyed) return true;
    const small = gathered.filter(({ length }) => length < ALONE_BYTES);
    const parts = small.length === gathered.length ? [Buffer.concat(gathered, bytes)] : gathered;
    gathered = [];
    bytes = 0;
    response.cork();
    const [isTaken] = parts.map((part) => response.write(part)).slice(-1);
    response.uncork();
    return isTaken ?? true;
  };
  try {
    for await (const item of items) {
      if (gone.signal.aborted) return;
      for (const part of itemFrame(item)) {
        gathered.push(part);
        bytes += part.length;
      }
      if (bytes >= GATHERED_BYTES || response.writableNeedDrain) {
        if (!flush()) await once(response, 'drain', { signal: gone.signal });
      } else if (!isScheduled) {
        isScheduled = true;
        setImmediate(flush);
      }
    }
    flush();
    response.end();
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}
