import { TscomposeError } from '../../base/errors.js';

/** Of the IPC namespace; all others that a container has for itself begin with `net.` or `fs.mqueue.`. */
const IPC = /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|fs\.mqueue\..+)$/;
const NETWORK = /^net\..+/;

/**
 * Passes the setting of a container by, if it is one that a container has for itself: others would change this machine.
 * @param name with dots, as sysctl(8) has it
 * @throws USAGE
 */
export function checkSysctl(name: string, value: string): void {
  const isName = /^[\w.\-/]+$/.test(name) && (IPC.test(name) || NETWORK.test(name));
  if (isName && !/[\0\n]/.test(value)) return;
  throw new TscomposeError('USAGE', `the sysctl "${name}" is not allowed: no container has it for itself`);
}
