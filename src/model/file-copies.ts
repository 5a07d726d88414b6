import type { FileMount } from './mounts.js';
import type { FileObject } from './resources.js';

/**
 * Whether a container gets a copy of its own of a config or secret: what is no file of the host, or is to have another owner
 * or mode than its file.
 */
export function isCopied({ file }: FileObject, { uid, gid, mode }: FileMount): boolean {
  return file === undefined || uid !== undefined || gid !== undefined || mode !== undefined;
}
