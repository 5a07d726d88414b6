import type { HttpResponse } from './http.js';
import { explainFailure, registryError } from './registry-error.js';

/** The body as it comes, with failures explained. */
export async function* streamBody(response: HttpResponse, host: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response.body) yield chunk as Uint8Array;
  } catch (error) {
    throw explainFailure(host, error);
  }
}

/** The whole body. @throws REGISTRY when it is larger than `limit` bytes */
export async function readCapped(response: HttpResponse, limit: number, host: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of streamBody(response, host)) {
    size += chunk.length;
    if (size > limit) throw registryError(host, `an answer of more than ${limit} bytes, where few are due`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
