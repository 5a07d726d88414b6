import { TscomposeError } from '../../base/errors.js';

interface NativeError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly subject: string;
}

function isNative(thrown: unknown): thrown is NativeError {
  const error = thrown as Partial<NativeError> | undefined;
  return thrown instanceof Error && typeof error?.syscall === 'string' && typeof error.subject === 'string';
}

/** Whether other bytes might have been unpacked, or the same ones later. */
export function mayBeTheBytes(thrown: unknown): boolean {
  return isNative(thrown) && ['EBADMSG', 'EFBIG', 'ECANCELED', 'ESTALE', 'ENOENT'].includes(thrown.code);
}

/** Whether the blob that was coming in began anew. */
export function isRestarted(thrown: unknown): boolean {
  return isNative(thrown) && thrown.code === 'ESTALE';
}

/** Tells a layer's own faults from the machine's. What the addon didn't throw passes through. */
export function unpackError(thrown: unknown, layer: string): unknown {
  if (!isNative(thrown)) return thrown;
  const details = { action: 'unpack layer', subject: layer, errno: thrown.code, cause: thrown };
  switch (thrown.code) {
    case 'EBADMSG':
      return new TscomposeError('IMAGE_INVALID', `layer ${layer} is malformed: ${thrown.subject}`, details);
    case 'EFBIG':
      return new TscomposeError('IMAGE_INVALID', `layer ${layer} is too large to unpack`, details);
    case 'ENOTSUP':
      return new TscomposeError('IMAGE_INVALID', `layer ${layer} cannot be unpacked: ${thrown.message}`, {
        ...details,
        hint: `Install the library ${thrown.subject} (for zstd layers: the package libzstd1 or libzstd).`,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new TscomposeError('NO_SPACE', `no space left on the disk to unpack layer ${layer}`, {
        ...details,
        hint: 'Free some space ("df", "df -i"), or move the state root with --root, and run the command again.',
      });
    case 'EPERM':
      return new TscomposeError(
        'NOT_ROOT',
        `unpacking layer ${layer} needs root: ${thrown.message}`,
        details,
      );
    default:
      return new TscomposeError('KERNEL', `layer ${layer} could not be unpacked: ${thrown.message}`, details);
  }
}
