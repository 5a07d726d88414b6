import { posix } from 'node:path';
import type { Addon } from '../../native/addon-surface.js';
import { type CopyDestination, type CopySource, impossible, meansDirectory } from './copy-plan.js';

/** As many links as the kernel follows (path_resolution(7)). */
const MOST_LINKS = 40;
const TYPE = 0o170000;
const DIRECTORY = 0o040000;

export type TreeReader = Pick<Addon, 'statInRoot'>;

/** An object of a tree. */
export interface Found {
  /** With the links at its end followed, when that was asked for. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly isLink: boolean;
}

/**
 * Looks for what a path means beneath a root, which no link leads out of.
 * @param root a descriptor @returns undefined: nothing is there
 * @throws TscomposeError COPY for links that go round
 */
export function findInRoot(
  addon: TreeReader,
  root: number,
  path: string,
  followLinks: boolean,
): Found | undefined {
  let current = posix.resolve('/', path);
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    const status = statOf(addon, root, current);
    if (status === undefined) return undefined;
    const { mode, link } = status;
    if (link === undefined || !followLinks) {
      return { path: current, isDirectory: (mode & TYPE) === DIRECTORY, isLink: link !== undefined };
    }
    // Whatever else there is of links and of ".." is followed by the kernel, beneath the root.
    current = link.startsWith('/') ? link : `${posix.dirname(current)}/${link}`;
  }
  throw impossible(`${path}: too many levels of symbolic links`, path);
}

function statOf(addon: TreeReader, root: number, path: string) {
  try {
    return addon.statInRoot(root, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A source of a copy, and where it lies. @throws TscomposeError COPY when there is none */
export function findSource(
  addon: TreeReader,
  root: number,
  path: string,
  options: { readonly followLinks: boolean; readonly missing: () => Error },
): CopySource & { readonly at: string } {
  const found = findInRoot(addon, root, path, options.followLinks || meansDirectory(path));
  if (found === undefined) throw options.missing();
  return { path, isDirectory: found.isDirectory, at: found.path };
}

/** What is at the destination of a copy; the path is that of what a link there means. */
export function findDestination(addon: TreeReader, root: number, path: string): CopyDestination {
  const found = findInRoot(addon, root, path, true);
  if (found === undefined) return { path, found: 'nothing' };
  const ending = meansDirectory(path) ? '/' : '';
  return { path: `${found.path}${ending}`, found: found.isDirectory ? 'directory' : 'other' };
}
