import type { Digest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';

/** What is known of a blob before it comes; a field that is absent may be anything. */
export interface ExpectedBlob {
  readonly digest?: Digest;
  /** Bytes. */
  readonly size?: number;
}

export interface StoredBlob {
  readonly digest: Digest;
  readonly size: number;
}

/** @throws IMAGE_INVALID when `size` bytes are more than were announced */
export function checkNotLonger(expected: ExpectedBlob, size: number): void {
  if (expected.size === undefined || size <= expected.size) return;
  throw mismatch(expected, `more than the ${expected.size} bytes announced`);
}

/** @throws IMAGE_INVALID when what came is not what was to come */
export function checkBlob(blob: StoredBlob, expected: ExpectedBlob): void {
  if (expected.size !== undefined && blob.size !== expected.size) {
    throw mismatch(expected, `${blob.size} bytes instead of ${expected.size}`);
  }
  if (expected.digest !== undefined && blob.digest !== expected.digest) {
    throw mismatch(expected, `its content hashes to ${blob.digest}`);
  }
}

export function isMismatch(error: unknown): boolean {
  return error instanceof TscomposeError && error.code === 'IMAGE_INVALID';
}

function mismatch({ digest }: ExpectedBlob, why: string): TscomposeError {
  const name = digest ?? 'a blob';
  return new TscomposeError('IMAGE_INVALID', `${name} is not what it should be: ${why}`, {
    subject: name,
  });
}
