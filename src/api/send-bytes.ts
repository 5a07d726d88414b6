import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { toTscomposeError } from '../base/errors.js';
import { ERROR_TRAILER } from './routes.js';

/**
 * Sends an archive as it is made. What fails before its first byte is thrown, for an answer with a status; what fails later goes
 * into the trailer.
 */
export async function sendBytes(items: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  const chunks = items[Symbol.asyncIterator]();
  let next = await chunks.next();
  response.setHeader('content-type', 'application/x-tar');
  response.setHeader('trailer', ERROR_TRAILER);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    for (; !next.done; next = await chunks.next()) {
      if (!response.write(next.value)) await once(response, 'drain', { signal: gone.signal });
    }
  } catch (error) {
    await chunks.return?.();
    if (gone.signal.aborted) return;
    response.addTrailers({ [ERROR_TRAILER]: encodeURIComponent(JSON.stringify(toTscomposeError(error))) });
  }
  response.end();
}
