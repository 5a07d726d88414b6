import { join, resolve } from 'node:path';
import { TscomposeError } from '../base/errors.js';

export const DEFAULT_ROOT = '/var/lib/tscompose';
const DEFAULT_RUN_DIR = '/run/tscompose';

/** Bytes that `sun_path` holds besides the final NUL (unix(7)). */
const MAX_SOCKET_PATH = 107;
/** Longest name below the runtime directory that becomes a socket: `/monitors/` and 12 hex digits. */
const LONGEST_SOCKET_NAME = '/monitors/0123456789ab.sock'.length;

/** Where one engine keeps what lives as long as the machine is up. */
export interface RuntimePaths {
  /** State root, absolute. */
  readonly root: string;
  readonly runDir: string;
  /** Socket of the API. */
  readonly socket: string;
  /** Held by flock as long as the engine lives. Below the state root: whoever clears the runtime directory must not make room for a second engine. */
  readonly lock: string;
  /** What commands remember of stack files they have resolved; the engine makes it, and takes it away when it ends. */
  readonly resolved: string;
  /** The engine's own log. */
  readonly log: string;
}

/**
 * @param root state root; the default one when absent
 * @throws USAGE when sockets below it could not be addressed
 */
export function runtimePaths(root?: string): RuntimePaths {
  const absolute = resolve(root ?? DEFAULT_ROOT);
  const runDir = absolute === DEFAULT_ROOT ? DEFAULT_RUN_DIR : join(absolute, 'run');
  const excess = Buffer.byteLength(runDir) + LONGEST_SOCKET_NAME - MAX_SOCKET_PATH;
  if (excess > 0) {
    throw new TscomposeError(
      'USAGE',
      `the state root ${absolute} is ${excess} bytes too long for sockets below it`,
      {
        action: 'find the engine',
        subject: absolute,
        hint: 'Choose a shorter --root, or a short symbolic link that leads to it.',
      },
    );
  }
  return {
    root: absolute,
    runDir,
    socket: join(runDir, 'engine.sock'),
    lock: join(absolute, 'engine.lock'),
    resolved: join(runDir, 'resolved'),
    log: join(runDir, 'engine.log'),
  };
}
