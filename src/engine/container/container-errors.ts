import { TscomposeError } from '../../base/errors.js';

export function notFound(name: string): TscomposeError {
  return new TscomposeError('CONTAINER_NOT_FOUND', `there is no container ${name}`, { subject: name });
}

export function notRunning(name: string): TscomposeError {
  return new TscomposeError('CONTAINER_NOT_RUNNING', `${name} is not running`, { subject: name });
}

/** @param message in Docker's words */
export function pausedWrongly(name: string, message: string): TscomposeError {
  return new TscomposeError('CONTAINER_PAUSED', message, {
    subject: name,
    hint: '"tscompose ps" shows what is paused, "tscompose unpause" lets it go on.',
  });
}

export function cannotStartPaused(name: string): TscomposeError {
  return pausedWrongly(name, 'cannot start a paused container, try unpause instead');
}

export function unreachable(name: string, socket: string): TscomposeError {
  return new TscomposeError(
    'STATE_CORRUPT',
    `${name} runs, but somebody removed its monitor's socket ${socket}`,
    {
      action: 'talk to monitor',
      subject: name,
      hint: 'Restart it: only a new run can be reached.',
    },
  );
}

export function startsNow(name: string): TscomposeError {
  return new TscomposeError('COPY', `container ${name} is starting`, {
    subject: name,
    hint: 'Run the command again.',
  });
}
