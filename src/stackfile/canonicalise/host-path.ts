import { posix } from 'node:path';
import type { Context } from './context.js';

/** Whether the source of a short volume names a path of the host rather than a volume. */
export function looksLikePath(source: string): boolean {
  return /^[./~]/.test(source);
}

/** An absolute path of the host: `~` is the home directory, relative ones begin at the project directory. */
export function hostPath(source: string, { home, projectDirectory }: Context): string {
  const expanded =
    home !== undefined && (source === '~' || source.startsWith('~/')) ? `${home}${source.slice(1)}` : source;
  return posix.isAbsolute(expanded) ? expanded : withoutSlash(posix.join(projectDirectory, expanded));
}

/** A path in the container in its shortest form, without a slash at the end. */
export function containerPath(target: string): string {
  return target === '' ? '' : withoutSlash(posix.normalize(target));
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
