import { closeSync, constants, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';

/** Bytes of `sun_path` (unix(7)) without the NUL at its end. */
const MAX_SOCKET_PATH = 107;

/** A name for a Unix socket that fits the kernel's limit. */
export interface SocketPath extends Disposable {
  /** To connect to or listen on; valid until disposed. */
  readonly path: string;
}

/**
 * Shortens a socket's path where the kernel would not take it: the directory is opened and reached as `/proc/self/fd/N`.
 * Dispose it once connected or listening.
 * @throws the directory's ErrnoException
 */
export function shortSocketPath(path: string): SocketPath {
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return { path, [Symbol.dispose]() {} };
  const directory = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return {
    path: `/proc/self/fd/${directory}/${basename(path)}`,
    [Symbol.dispose]() {
      closeSync(directory);
    },
  };
}

/**
 * Whether a connection failed because nobody listens there any more. ECONNRESET is what a client gets whose listener ends between
 * the connection and its accept(2).
 */
export function nobodyListens(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET'].includes(code);
}

/**
 * Connects to a Unix socket of any path length.
 * @throws ErrnoException (see {@link nobodyListens}), AbortError
 */
export function connectSocket(path: string, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const short = shortSocketPath(path);
    const socket = connect(short.path);
    const settle = () => {
      short[Symbol.dispose]();
      signal?.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('error', onError);
    };
    const onConnect = () => {
      settle();
      resolve(socket);
    };
    const onError = (error: Error) => {
      settle();
      reject(error);
    };
    const onAbort = () => socket.destroy(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect).once('error', onError);
  });
}
