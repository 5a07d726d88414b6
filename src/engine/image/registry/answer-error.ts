import { TscomposeError } from '../../../base/errors.js';
import { isObject } from '../json-shape.js';
import { readCapped } from './body.js';
import type { HttpResponse } from './http.js';
import { Retryable, registryError } from './registry-error.js';

/** More is not a message for people. */
const MAX_ERROR_BYTES = 64 * 1024;
const MAX_SHOWN = 300;

/** Statuses that may be gone when asked again. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/**
 * Reads an answer that is not what was asked for.
 * @param what names what was asked for, in messages: `localhost:5000/app`
 * @returns the error to throw: Retryable where asking again may help
 */
export async function answerError(response: HttpResponse, what: string, now = Date.now()): Promise<Error> {
  const { status } = response;
  const { host } = response.url;
  const says = messageIn(await readCapped(response, MAX_ERROR_BYTES, host).catch(withoutBody));
  const reason = says === '' ? '' : `: ${says}`;
  if (status === 401 || status === 403) {
    return registryError(
      host,
      `access to ${what} is denied (${status})${reason}`,
      undefined,
      `The repository may not exist, or may need another login: tscompose login ${host}`,
    );
  }
  const error = registryError(host, `it answers with status ${status}${reason}`);
  if (!PASSING.includes(status)) return error;
  return new Retryable(error, retryAfter(response.header('retry-after'), now));
}

/** Milliseconds to wait, of seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

// The body of an error is a courtesy; the status says enough.
function withoutBody(error: unknown): Uint8Array {
  if (error instanceof Retryable || error instanceof TscomposeError) return new Uint8Array();
  throw error;
}

/** The messages of an error document (distribution-spec, "Error Codes"), as one line without control characters. */
function messageIn(body: Uint8Array): string {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return '';
  }
  const errors = isObject(value) && Array.isArray(value.errors) ? value.errors.filter(isObject) : [];
  const messages = errors.map(({ code, message }) =>
    [code, message].filter((part) => typeof part === 'string' && part !== '').join(' '),
  );
  return messages
    .join('; ')
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_SHOWN);
}
