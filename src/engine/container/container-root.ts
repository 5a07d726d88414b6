import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { ImageStore, VolumeStore } from '../../spec/parts.js';
import { cgroupPids, mountedHierarchies } from './cgroups.js';
import type { Container } from './container.js';
import { notRunning } from './container-errors.js';
import type { ContainerFiles } from './container-files.js';
import type { Rootfs } from './container-parts.js';
import { cgroupPath } from './container-paths.js';

/** What the trees of containers are reached with. */
export interface ContainerRoots {
  readonly addon: Pick<Addon, 'openRoot' | 'holdRoot' | 'closeFd'>;
  readonly images: Pick<ImageStore, 'root'>;
  readonly volumes: Pick<VolumeStore, 'ensure'>;
  readonly files: ContainerFiles;
  /** @param directory the container's own */
  readonly rootfs: (directory: string) => Rootfs;
  /** Of the state root; empty for the default one. */
  readonly scope: string;
}

/**
 * Lets `work` have a container's files, with what is mounted on them: as its processes see them while it runs, else mounted for
 * the moment, which keeps it from starting meanwhile.
 * @param work gets a descriptor of the root
 */
export async function withContainerRoot<T>(
  parts: ContainerRoots,
  container: Container,
  work: (root: number) => Promise<T>,
): Promise<T> {
  const live = openLive(parts, container);
  if (live !== undefined) {
    try {
      return await work(live);
    } finally {
      parts.addon.closeFd(live);
    }
  }
  return container.whileStopped(() => withMounted(parts, container, work));
}

/** Undefined when it does not run. */
function openLive({ addon, scope }: ContainerRoots, container: Container): number | undefined {
  const { id, state } = container.observe();
  if (state.status !== 'running') return undefined;
  const { pid } = state;
  let root: number;
  try {
    root = addon.openRoot(`/proc/${pid}/root`);
  } catch (error) {
    // It ends at this moment.
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notRunning(container.record.spec.name) : error;
  }
  // The number may be another process's by now; but none outside is in its cgroup.
  if (cgroupPids(mountedHierarchies(), cgroupPath(scope, id)).includes(pid)) return root;
  addon.closeFd(root);
  throw notRunning(container.record.spec.name);
}

async function withMounted<T>(
  { addon, images, volumes, files, rootfs }: ContainerRoots,
  { record }: Container,
  work: (root: number) => Promise<T>,
): Promise<T> {
  const image = await images.root(record.imageId);
  const { target, ...overlay } = rootfs(files.paths(record.id).directory).overlay(image);
  const binds = await Promise.all(
    record.mounts.flatMap((mount) => {
      const { readOnly, target: place } = { readOnly: false, ...mount };
      if (mount.type === 'tmpfs' || mount.type === 'file') return [];
      const source =
        mount.type === 'bind'
          ? Promise.resolve(mount.source)
          : volumes
              .ensure({ name: mount.volume, labels: {} })
              .then(({ mountpoint }) => partOf(mountpoint, mount.subpath));
      return [source.then((path) => ({ source: path, target: place, readOnly }))];
    }),
  );
  // Outer ones first, or they would hide the inner ones.
  const held = await addon.holdRoot(
    target,
    overlay,
    binds.sort((a, b) => a.target.length - b.target.length),
  );
  try {
    return await work(held.root);
  } finally {
    addon.closeFd(held.root);
    addon.closeFd(held.mounts);
  }
}

/** Where a part of a volume is. @throws MOUNT_SOURCE_MISSING when it is not there, or a link leads out of the volume */
async function partOf(mountpoint: string, subpath: string | undefined): Promise<string> {
  if (subpath === undefined) return mountpoint;
  const path = await realpath(join(mountpoint, subpath)).catch(() => '');
  if (path.startsWith(`${await realpath(mountpoint)}/`)) return path;
  throw new TscomposeError('MOUNT_SOURCE_MISSING', `${subpath} is not in the volume at ${mountpoint}`, {
    action: 'open container',
    subject: mountpoint,
  });
}
