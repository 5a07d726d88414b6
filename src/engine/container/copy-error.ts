import { TscomposeError } from '../../base/errors.js';

/** Tells what kept files from being copied. What the addon didn't throw passes through. @param subject the path concerned */
export function copyError(thrown: unknown, subject: string): unknown {
  const error = thrown as Partial<NodeJS.ErrnoException & { readonly subject: string }>;
  if (!(thrown instanceof Error) || error.code === undefined || thrown instanceof TscomposeError)
    return thrown;
  const details = { action: 'copy files', subject, errno: error.code, cause: thrown };
  switch (error.code) {
    case 'EBADMSG':
      return new TscomposeError('COPY', `the archive is malformed: ${error.subject}`, details);
    case 'EEXIST':
      return new TscomposeError('COPY', error.subject ?? thrown.message, details);
    case 'EROFS':
      return new TscomposeError('COPY', `${subject} is read-only`, details);
    case 'ENOSPC':
    case 'EDQUOT':
      return new TscomposeError('NO_SPACE', `no space left on the disk to copy to ${subject}`, details);
    default:
      return new TscomposeError('KERNEL', `files could not be copied: ${thrown.message}`, details);
  }
}
