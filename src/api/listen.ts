import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { createApp } from './server.js';
import { SocketGuard } from './socket-guard.js';

/** Time that requests under way get to finish when the engine ends. */
const CLOSE_GRACE_MS = 1_000;

export interface Listening {
  /**
   * Takes the socket away unless somebody is connected, even one who has not asked anything yet.
   * @returns whether it is gone; else all is as before
   */
  withdraw(): Promise<boolean>;
  /** Resolves when somebody else has taken the socket away, so that nobody finds us any more. */
  readonly lost: Promise<void>;
  /** Takes the socket away at once; resolves when running requests have ended or, after a second, been cut off. */
  close(): Promise<void>;
}

/**
 * Serves the API on a Unix socket that only its owner can reach. The caller holds the engine's lock, so whatever socket
 * is there is stale. It appears by rename once it accepts connections: who sees it can use it.
 */
export async function listen(app: ReturnType<typeof createApp>, socket: string): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const nascent = `${socket}.new`;
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  rmSync(nascent, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(nascent, () => {
      server.off('error', reject);
      resolve();
    });
  });
  chmodSync(nascent, 0o600);
  renameSync(nascent, socket);
  const guard = new SocketGuard(socket);
  return {
    lost: guard.lost,
    async withdraw() {
      using _ = guard.lookAway();
      const aside = `${socket}.old`;
      renameIfThere(socket, aside);
      // Nobody finds it any more; who did before waits in the backlog, which a turn of the event loop empties.
      await immediate();
      await immediate();
      const connections = await new Promise<number>((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      });
      if (connections === 0) rmSync(aside, { force: true });
      else renameIfThere(aside, socket);
      return connections === 0;
    },
    close: () =>
      new Promise((resolve) => {
        guard.end();
        rmSync(socket, { force: true });
        const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(cutOff);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** A socket that somebody removed is withdrawn already. */
function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
