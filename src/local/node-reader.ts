import { readFileSync } from 'node:fs';
import type { ReadResult, StackReader } from '../stackfile/request.js';

const STDIN_FD = 0;

/** Reads stack files from the disk, and `-` from standard input. */
export const nodeReader: StackReader = {
  read(path): ReadResult {
    try {
      return { kind: 'file', bytes: readFileSync(path === '-' ? STDIN_FD : path) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
      if (code === undefined) throw error;
      return { kind: 'unreadable', reason: REASONS[code] ?? message, errno: code };
    }
  },
};

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ELOOP: 'too many symbolic links',
};
