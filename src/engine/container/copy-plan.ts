import { posix } from 'node:path';
import { TscomposeError } from '../../base/errors.js';

/** What is to be copied, and where it lies. */
export interface CopySource {
  /** As the user wrote it. */
  readonly path: string;
  readonly isDirectory: boolean;
}

/** Where it is to go, links followed. */
export interface CopyDestination {
  /** As the user wrote it. */
  readonly path: string;
  readonly found: 'nothing' | 'directory' | 'other';
}

/** A directory that files come into, and the name of what comes; `.`: what the source holds comes itself. */
export interface CopyPlan {
  readonly directory: string;
  readonly as: string;
}

/**
 * Where a copy goes, as with `docker cp`: into a directory that is there under its own name; else under the name that the
 * destination has. A source that ends with `/.` brings what it holds.
 * @throws TscomposeError COPY, in Docker's words
 */
export function planCopy(source: CopySource, destination: CopyDestination): CopyPlan {
  const target = trimmed(destination.path);
  if (meansDirectory(source.path) && !source.isDirectory) {
    throw impossible(`${source.path}: not a directory`, source.path);
  }
  if (destination.found === 'directory') return { directory: target, as: nameOf(source.path) };
  if (destination.found === 'other' && source.isDirectory)
    throw impossible('cannot copy directory', destination.path);
  if (!source.isDirectory && meansDirectory(destination.path))
    throw impossible('no such directory', destination.path);
  return { directory: posix.dirname(target), as: posix.basename(target) };
}

/** What a source is called where it comes into a directory. */
export function nameOf(path: string): string {
  if (/(^|\/)\.$/.test(path)) return '.';
  const name = posix.basename(path);
  return name === '' || name === '..' ? '.' : name;
}

/** Whether a path can only mean a directory. */
export function meansDirectory(path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(path);
}

/** Without what only says that it is a directory. */
function trimmed(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}

export function impossible(message: string, subject: string): TscomposeError {
  return new TscomposeError('COPY', message, { action: 'copy files', subject });
}
