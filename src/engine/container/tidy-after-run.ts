import { rm } from 'node:fs/promises';
import { toTscomposeError } from '../../base/errors.js';
import { mountedHierarchies, removeCgroup } from './cgroups.js';
import type { ContainerParts } from './container-parts.js';
import { cgroupPath } from './container-paths.js';

/**
 * Takes down what a run had in the kernel. What fails is reported as a fault: the container has ended, and those who wait for it
 * must learn so.
 * @param done.byMonitor whether its monitor came to its own end; one that was killed could not tidy up, and its container died with
 *   it, or does so now
 */
export async function tidyAfterRun(
  { scope, files, network, onFault }: ContainerParts,
  id: string,
  done: { readonly byMonitor: boolean },
): Promise<void> {
  try {
    if (!done.byMonitor) {
      await removeCgroup(mountedHierarchies(), cgroupPath(scope, id));
      await rm(files.paths(id).monitorSocket, { force: true });
    }
    await network.detach(id, { forget: false });
  } catch (error) {
    onFault(toTscomposeError(error));
  }
}
