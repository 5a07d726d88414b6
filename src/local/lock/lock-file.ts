import { TscomposeError } from '../../base/errors.js';
import { formatReference, parseReference } from '../../base/image-reference.js';

/** Name of the file, beside the stack file. */
export const LOCK_FILE = 'stack.lock';

export interface LockedImage {
  /** Of the index, or of the manifest where there is only one. */
  readonly digest: string;
  /** Platform → digest of its manifest. */
  readonly platforms: Readonly<Record<string, string>>;
}

/** By full reference; null: an image that comes with tscompose itself. */
export type LockedImages = Readonly<Record<string, LockedImage | null>>;

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** @throws LOCK_INVALID saying what is wrong with the file */
export function parseLock(text: string, path: string): LockedImages {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, `it is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value) || value.version !== 1) throw invalid(path, 'it is not of version 1');
  if (!isObject(value.images)) throw invalid(path, '"images" is not a map');
  for (const [name, entry] of Object.entries(value.images)) {
    if (entry !== null && !isLocked(entry)) throw invalid(path, `the entry of ${name} is malformed`);
  }
  return value.images as LockedImages;
}

/** The same images make the same text, in whatever order they were found. */
export function formatLock(images: LockedImages): string {
  const sorted = <T>(map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).sort(([left], [right]) => (left < right ? -1 : 1)));
  const entries = Object.entries(sorted(images)).map(([name, entry]) => [
    name,
    entry === null ? null : { digest: entry.digest, platforms: sorted(entry.platforms) },
  ]);
  return `${JSON.stringify({ version: 1, images: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** The key of an image in the file. @throws REFERENCE_INVALID */
export function lockKey(reference: string): string {
  return formatReference(parseReference(reference));
}

function isLocked(value: unknown): boolean {
  if (!isObject(value) || !isObject(value.platforms)) return false;
  return [value.digest, ...Object.values(value.platforms)].every(
    (digest) => typeof digest === 'string' && DIGEST.test(digest),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, why: string): TscomposeError {
  return new TscomposeError('LOCK_INVALID', `${path} is of no use: ${why}`, {
    action: 'read lock file',
    subject: path,
    hint: 'Write it anew with "tscompose lock --update", or leave it aside with --no-lock.',
  });
}
