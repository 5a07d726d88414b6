import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { watch } from 'chokidar';
import { TscomposeError } from '../../base/errors.js';

/** Milliseconds without a change that end a batch: editors and version control write many files at once. */
const QUIET_MS = 500;

export interface ChangesOptions {
  /** Looked at by nobody: a directory with all that is in it. */
  readonly isIgnored: (path: string) => boolean;
  /** Called when nothing that happens from now on is missed. */
  readonly onReady: () => void;
  /** Ends the batches. */
  readonly signal: AbortSignal;
}

/**
 * Paths that changed, came or went, in batches.
 * @param paths absolute, of files and directories; what isn't there yet may come
 * @throws KERNEL when they cannot be watched
 */
export async function* fileChanges(
  paths: readonly string[],
  { isIgnored, onReady, signal }: ChangesOptions,
): AsyncGenerator<ReadonlySet<string>> {
  let changed = new Set<string>();
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  /** The quiet time after a change is over; kept for when nobody waits, while a batch is seen to. */
  let isDue = false;
  let wake: () => void = () => {};
  const roots = new Set(paths);
  const watcher = watch([...new Set(paths.map(existing))], {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => !roots.has(path) && !isAbove(path, paths) && isIgnored(path),
  });
  watcher.on('all', (_event, path) => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      isDue = true;
      wake();
    }, QUIET_MS);
  });
  watcher.on('error', (error) => {
    failure = error;
    wake();
  });
  watcher.on('ready', onReady);
  const end = () => wake();
  signal.addEventListener('abort', end);
  try {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted || failure !== undefined || isDue) resolve();
      });
      if (failure !== undefined) throw cannotWatch(failure);
      if (signal.aborted || changed.size === 0) continue;
      isDue = false;
      const batch = changed;
      changed = new Set();
      yield batch;
    }
  } finally {
    signal.removeEventListener('abort', end);
    clearTimeout(timer);
    await watcher.close();
  }
}

/** The path, or the nearest directory above it that is there: what comes is seen to come there. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

function isAbove(path: string, paths: readonly string[]): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  return paths.some((below) => below.startsWith(prefix));
}

function cannotWatch(error: unknown): TscomposeError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new TscomposeError('KERNEL', `files cannot be watched: ${message}`, {
    action: 'watch',
    cause: error,
    ...(code === undefined ? {} : { errno: code }),
    ...(code === 'ENOSPC' || code === 'EMFILE'
      ? {
          hint: 'The machine watches as many files as it may: raise fs.inotify.max_user_watches, or ignore more.',
        }
      : {}),
  });
}
