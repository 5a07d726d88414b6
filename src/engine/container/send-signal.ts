import { errnoName } from '../../base/errno.js';
import { TscomposeError } from '../../base/errors.js';
import type { MonitorLink } from './monitor-link.js';

/** Has a monitor signal its container. One that ends meanwhile needs no signal any more. @throws KERNEL */
export async function sendSignal(link: MonitorLink, name: string, signal: number): Promise<void> {
  let answer: Awaited<ReturnType<MonitorLink['ask']>>;
  try {
    answer = await link.ask({ type: 'Kill', signal });
  } catch {
    return; // The connection ended, so the monitor did, and its container with it.
  }
  if (answer.type !== 'Error' || errnoName(answer.errorNumber) === 'ESRCH') return;
  throw new TscomposeError(
    'KERNEL',
    `${name} could not be signalled: ${answer.call} ${errnoName(answer.errorNumber)}`,
    { action: 'signal container', subject: name, errno: errnoName(answer.errorNumber) },
  );
}
