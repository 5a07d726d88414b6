import { errnoName, errnoText } from '../base/errno.js';
import { TscomposeError } from '../base/errors.js';
import type { ExecFailedMessage } from './messages.js';

const EXIT_NOT_FOUND = 127;
const EXIT_NOT_EXECUTABLE = 126;
const MISSING = new Set(['ENOENT', 'ENOTDIR']);

/** What a monitor's ExecFailed means to the user, with the exit code Docker has for it. */
export function execFailure(command: string, failed: ExecFailedMessage): TscomposeError {
  const errno = errnoName(failed.errorNumber);
  const because = errnoText(failed.errorNumber);
  const isMissing = MISSING.has(errno);
  const details = {
    action: 'execute command',
    subject: command,
    errno,
    exitCode: isMissing ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE,
  };
  if (failed.step === 'exec' && isMissing) {
    const why = command.includes('/') ? because : 'executable file not found in $PATH';
    return new TscomposeError('COMMAND_NOT_FOUND', `exec: "${command}": ${why}`, details);
  }
  if (failed.step === 'exec') {
    return new TscomposeError('COMMAND_NOT_EXECUTABLE', `exec: "${command}": ${because}`, details);
  }
  if (failed.step === 'working-directory') {
    const message = `cannot enter the working directory "${failed.subject}": ${because}`;
    return new TscomposeError('COMMAND_NOT_EXECUTABLE', message, details);
  }
  if (failed.step === 'user') {
    const message = `unable to find user "${failed.subject}" in the container: ${because}`;
    return new TscomposeError('COMMAND_NOT_EXECUTABLE', message, { ...details, exitCode: 1 });
  }
  const where = failed.subject === '' ? failed.call : `${failed.call} ${failed.subject}`;
  return new TscomposeError(
    'KERNEL',
    `the command "${command}" could not be started: ${failed.step}: ${where}: ${because}`,
    { ...details, exitCode: EXIT_NOT_EXECUTABLE },
  );
}
