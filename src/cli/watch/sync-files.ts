import { createReadStream, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack as newPack, type Pack } from 'tar-stream';
import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import { ExecSession } from '../../wire/exec-session.js';

/** A path of the host, and where it goes in the container; both absolute. */
export interface Mapping {
  readonly hostPath: string;
  readonly target: string;
}

interface Found extends Mapping {
  readonly stats: Stats;
}

/** A container that files go into. */
export interface Receiver {
  readonly id: string;
  readonly stack: string;
  readonly service: string;
  readonly index: number;
}

/**
 * Makes files of a container what they are on the host: copies those that are there, and removes those that are not.
 * @throws what the copy throws; CONTAINER_NOT_RUNNING; COMMAND_NOT_FOUND where the image has no `rm`
 */
export async function syncFiles(
  client: EngineClient,
  { id, stack, service, index }: Receiver,
  mappings: readonly Mapping[],
  signal: AbortSignal,
): Promise<void> {
  const looked = mappings.map((mapping) => ({
    ...mapping,
    stats: lstatSync(mapping.hostPath, { throwIfNoEntry: false }),
  }));
  const gone = looked.flatMap(({ stats, target }) => (stats === undefined ? [target] : []));
  if (gone.length > 0) {
    const { socketPath, env } = await client.execTarget(stack, { service, index });
    await remove(socketPath, env, gone, signal);
  }
  const found = looked.filter((one): one is Found => one.stats !== undefined && isCopied(one.stats));
  if (found.length > 0) await client.copyIn(id, { path: '/' }, archive(found), signal);
}

function isCopied(stats: Stats): boolean {
  return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
}

/** A tar archive of the files, as they come to be when they are read; one that is gone by then is left out. */
async function* archive(found: readonly Found[]): AsyncGenerator<Uint8Array> {
  const pack = newPack();
  const filling = fill(pack, found);
  filling.catch((error: Error) => pack.destroy(error));
  yield* pack as AsyncIterable<Uint8Array>;
  await filling;
}

async function fill(pack: Pack, found: readonly Found[]): Promise<void> {
  for (const { hostPath, target, stats } of found) {
    const common = { name: target.slice(1), mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 };
    if (stats.isDirectory()) pack.entry({ ...common, type: 'directory' });
    else if (stats.isSymbolicLink())
      pack.entry({ ...common, type: 'symlink', linkname: readlinkSync(hostPath) });
    else if (stats.size === 0) pack.entry({ ...common, size: 0 }, '');
    else {
      const bytes = createReadStream(hostPath, { end: stats.size - 1 });
      await pipeline(bytes, pack.entry({ ...common, size: stats.size }));
    }
  }
  pack.finalize();
}

async function remove(
  socketPath: string,
  env: readonly string[],
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const session = await ExecSession.start(
    socketPath,
    { arg: ['rm', '-rf', ...paths], env, cwd: '/', user: '', tty: false, rows: 0, cols: 0 },
    signal,
  );
  session.stdin.end();
  session.stdout.resume();
  let said = '';
  for await (const chunk of session.stderr) said += String(chunk);
  const { exitCode } = await session.result;
  if (exitCode !== 0) {
    throw new TscomposeError(
      'CONTAINER_NOT_RUNNING',
      `files could not be removed: ${said.trim() || `exit code ${exitCode}`}`,
    );
  }
}
