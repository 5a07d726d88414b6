import { constants } from 'node:os';
import { TscomposeError } from '../../base/errors.js';
import type { CarryEnd } from './carry-streams.js';

/** What a shell reports for a program that a signal ended, from this on. */
const SIGNALLED = 128;

/**
 * The exit code for a process in a container whose streams were carried.
 * @param lost what is said when nobody knows how it ended
 * @throws DETACHED when the user left it by its keys, in Docker's words
 */
export function carriedExitCode(end: CarryEnd, lost: TscomposeError): number {
  if (end.how === 'signalled') return SIGNALLED + constants.signals[end.signal];
  if (end.how === 'detached') throw new TscomposeError('DETACHED', 'read escape sequence');
  if (end.exitCode === 'unknown') throw lost;
  return end.exitCode;
}
