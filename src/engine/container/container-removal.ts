import { toTscomposeError } from '../../base/errors.js';
import type { ContainerParts } from './container-parts.js';
import type { ContainerRecord } from './container-record.js';
import type { KeptState } from './kept-state.js';

interface Removal {
  /** Anonymous volumes go too. */
  readonly volumes: boolean;
}

/** A full disk must not keep anything from being removed: without the note, who is killed in between has to ask again. */
export async function intendRemoval(
  { onFault }: ContainerParts,
  state: KeptState,
  removal: Removal,
): Promise<void> {
  try {
    await state.save({ removal, stoppedByUser: true });
  } catch (error) {
    const fault = toTscomposeError(error);
    if (fault.code !== 'NO_SPACE') throw error;
    onFault(fault);
  }
}

/** What other parts of the engine keep for a container. Its own files go last: the record alone names the volumes. */
export async function takeAwayOutside(
  { network, volumes }: ContainerParts,
  { id, mounts }: ContainerRecord,
  removal: Removal,
): Promise<void> {
  await network.detach(id, { forget: true });
  if (!removal.volumes) return;
  const anonymous = mounts.flatMap((mount) =>
    mount.type === 'volume' && mount.anonymous ? [mount.volume] : [],
  );
  await Promise.all(anonymous.map((name) => volumes.remove(name)));
}

export async function removeFiles({ files, rootfs }: ContainerParts, id: string): Promise<void> {
  await rootfs(files.paths(id).directory).remove();
  await files.remove(id);
}
