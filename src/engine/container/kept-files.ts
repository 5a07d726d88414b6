import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import type { KeptBytes } from '../../spec/file-contents.js';
import { syncDirectory } from '../store/json-file.js';
import type { ContainerPaths } from './container-paths.js';

/** Where the content with this digest is kept for a container. */
export function keptFile({ kept }: Pick<ContainerPaths, 'kept'>, digest: string): string {
  return join(kept, digest.replace(/^sha256:/, ''));
}

/**
 * Keeps what a container's copies of configs and secrets hold, for root alone to read: each start makes the copies anew, also
 * after a reboot, when nobody is there to read a variable or file again.
 * @param contents by digest
 * @throws USAGE when one did not come along
 */
export async function keepFiles(
  { name, mounts }: Pick<ContainerSpec, 'name' | 'mounts'>,
  paths: Pick<ContainerPaths, 'kept'>,
  contents: KeptBytes,
): Promise<void> {
  const digests = new Set(mounts.flatMap((mount) => (mount.type === 'file' ? [mount.grant.digest] : [])));
  if (digests.size === 0) return;
  await mkdir(paths.kept, { mode: 0o700 });
  for (const digest of digests) {
    const bytes = contents.get(digest);
    if (bytes === undefined || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new TscomposeError('USAGE', `the content of a file of ${name} did not come with the request`, {
        action: 'create container',
        subject: name,
      });
    }
    await writeOnce(keptFile(paths, digest), bytes);
  }
  await syncDirectory(paths.kept);
}

/** What {@link keepFiles} kept. */
export async function readKeptFiles(
  { mounts }: Pick<ContainerSpec, 'mounts'>,
  paths: Pick<ContainerPaths, 'kept'>,
): Promise<KeptBytes> {
  const contents = new Map<string, Uint8Array>();
  for (const mount of mounts) {
    if (mount.type !== 'file') continue;
    contents.set(mount.grant.digest, await readFile(keptFile(paths, mount.grant.digest)));
  }
  return contents;
}

async function writeOnce(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
