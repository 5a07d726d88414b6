import { constants } from 'node:os';
import { TscomposeError } from '../../base/errors.js';

/** First real-time signal that libc leaves to programs (signal(7)). */
const SIGRTMIN = 34;
const SIGRTMAX = 64;

/**
 * @param name `SIGTERM`, `term`, `15`, `SIGRTMIN+3`, `RTMAX-1`
 * @throws CONTAINER_START for a signal that doesn't exist
 */
export function signalNumber(name: string): number {
  const plain = name.trim().toUpperCase().replace(/^SIG/, '');
  const number = realTime(plain) ?? (/^\d+$/.test(plain) ? Number(plain) : byName(plain));
  if (number !== undefined && number >= 1 && number <= SIGRTMAX) return number;
  throw new TscomposeError('CONTAINER_START', `there is no signal "${name}"`, {
    action: 'read signal',
    subject: name,
    hint: 'Signals are named like SIGTERM or SIGQUIT, or given by number.',
  });
}

function byName(plain: string): number | undefined {
  const signals: Readonly<Record<string, number>> = constants.signals;
  return signals[`SIG${plain}`];
}

function realTime(plain: string): number | undefined {
  const match = /^RT(MIN|MAX)([+-]\d+)?$/.exec(plain);
  if (match === null) return undefined;
  const number = (match[1] === 'MIN' ? SIGRTMIN : SIGRTMAX) + Number(match[2] ?? 0);
  return number >= SIGRTMIN ? number : undefined;
}
