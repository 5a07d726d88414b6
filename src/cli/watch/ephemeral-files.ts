import { posix } from 'node:path';

/** What editors and tools leave behind for a moment: JetBrains, Emacs, Kate, Vim. */
const NAMES =
  /^(?:.*___jb_(?:old|tmp)___|\.#.*|#.*#|\..*\.kate-swp|\.#kate-.*|4913|.*~|\..*\.sw[a-z]|\.DS_Store)$/;
const DIRECTORIES: ReadonlySet<string> = new Set(['.git', '.idea']);

/** Whether a change of the path means nothing to anybody. @param path absolute */
export function isEphemeral(path: string): boolean {
  return NAMES.test(posix.basename(path)) || path.split('/').some((name) => DIRECTORIES.has(name));
}
