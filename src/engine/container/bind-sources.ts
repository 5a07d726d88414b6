import { mkdir, stat } from 'node:fs/promises';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerRecord } from './container-record.js';
import { stackPath } from './stack-path.js';

/**
 * Sees to it that the sources of all bind mounts exist before the kernel is touched.
 * @throws MOUNT_SOURCE_MISSING for a source that may not be created; VOLUME when it cannot be
 */
export async function prepareBindSources({ spec, mounts }: ContainerRecord): Promise<void> {
  for (const [index, mount] of mounts.entries()) {
    if (mount.type !== 'bind' || (await exists(mount.source))) continue;
    const { grant } = mount;
    const path =
      grant === undefined ? stackPath(spec, 'volumes', index) : [`${grant.kind}s`, grant.name, 'file'];
    if (!mount.createSource) {
      throw new TscomposeError(
        'MOUNT_SOURCE_MISSING',
        `${mount.source}, to be mounted on ${mount.target} of ${spec.name}, does not exist`,
        { action: 'start container', subject: mount.source, path, hint: 'Create it, or correct the path.' },
      );
    }
    try {
      await mkdir(mount.source, { recursive: true });
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      throw new TscomposeError('VOLUME', `cannot create ${mount.source} for ${spec.name}: ${code}`, {
        action: 'create bind source',
        subject: mount.source,
        path,
        errno: code,
        cause: error,
      });
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}
