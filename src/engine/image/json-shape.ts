import { TscomposeError } from '../../base/errors.js';

/** A JSON object that came from outside. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws IMAGE_INVALID when the text is not a JSON object. `what` names it: `manifest of nginx:1.22`. */
export function parseJsonObject(bytes: Uint8Array, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw malformed(what, 'it is not JSON', error);
  }
  if (!isObject(value)) throw malformed(what, 'it is not a JSON object');
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function malformed(what: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('IMAGE_INVALID', `the ${what} is malformed: ${why}`, {
    subject: what,
    ...(cause === undefined ? {} : { cause }),
  });
}
