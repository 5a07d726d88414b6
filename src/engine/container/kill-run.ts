import type { Addon } from '../../native/addon-surface.js';
import type { ContainerPaths } from './container-paths.js';
import { signalNumber } from './signals.js';
import { takeOver } from './take-over.js';

/** Ends a run that only its monitor knows anything of. Resolves when it is gone; absent is success. */
export async function killRun(
  addon: Pick<Addon, 'tryLock' | 'closeFd'>,
  paths: ContainerPaths,
): Promise<void> {
  const live = await takeOver(addon, paths);
  if (live === undefined) return;
  // It may end by itself before it answers; that is what is wanted.
  await live.link.ask({ type: 'Kill', signal: signalNumber('SIGKILL') }).catch(() => undefined);
  await live.link.ended;
  await live.gone();
}
