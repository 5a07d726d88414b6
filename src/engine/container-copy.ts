import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TscomposeError } from '../base/errors.js';
import type { Addon } from '../native/addon-surface.js';
import type { Copying, CopyOutRequest, CopyRequest } from '../spec/copying.js';
import type { Container } from './container/container.js';
import { type ContainerRoots, withContainerRoot } from './container/container-root.js';
import type { Containers } from './container/containers.js';
import { copyError } from './container/copy-error.js';
import { type CopyPlan, impossible, planCopy } from './container/copy-plan.js';
import { findDestination, findSource } from './container/tree-place.js';

export interface CopyParts extends ContainerRoots {
  readonly addon: ContainerRoots['addon'] &
    Pick<Addon, 'statInRoot' | 'openDirectoryInRoot' | 'packTree' | 'unpackLayer' | 'openPipe' | 'closeFd'>;
  readonly containers: Containers;
}

type Owner = CopyRequest['owner'];

/** A source that was found: a directory that it lies in, and its name there. */
interface Packable {
  readonly root: number;
  readonly at: string;
}

/** `cp`: through tar archives, so that both ends stay beneath their own roots. */
export function copying(parts: CopyParts): Copying {
  const { addon, containers } = parts;
  return {
    copyFiles: async (name, request, signal) => {
      const container = containers.named(name);
      if (request.direction === 'in') refuseClosed(container);
      await withContainerRoot(parts, container, async (inside) => {
        const machine = addon.openRoot('/');
        try {
          const roots = { inside, machine };
          await (request.direction === 'in' ? bring : take)(addon, container, request, roots, signal);
        } finally {
          addon.closeFd(machine);
        }
      });
    },
    async *copyOut(name, request, signal) {
      const container = containers.named(name);
      // The tree has to stay until the last byte is read.
      const { root, release } = await holdContainerRoot(parts, container);
      try {
        const source = findInContainer(addon, root, container, request);
        const { as } = planCopy(source, { path: '/', found: 'directory' });
        for await (const chunk of archiveOf(addon, { root, at: source.at }, as)) {
          signal.throwIfAborted();
          yield chunk;
        }
      } finally {
        release();
      }
    },
    copyIn: async (name, { path }, archive, signal) => {
      const container = containers.named(name);
      refuseClosed(container);
      await withContainerRoot(parts, container, async (root) => {
        if (findDestination(addon, root, path).found !== 'directory') {
          const { name: containerName } = container.record.spec;
          throw impossible(`destination "${containerName}:${path}" must be a directory`, path);
        }
        await unpack(addon, { root, directory: path }, archive, undefined, signal);
      });
    },
  };
}

/** One that runs has its root mounted so that nothing is written there; that of one that doesn't is mounted for the copy alone. */
function refuseClosed({ running, record: { spec } }: Container): void {
  if (running || spec.readOnly !== true) return;
  throw new TscomposeError('COPY', 'container rootfs is marked read-only', {
    action: 'copy files',
    subject: spec.name,
  });
}

interface Roots {
  readonly inside: number;
  readonly machine: number;
}

async function bring(
  addon: CopyParts['addon'],
  container: Container,
  request: CopyRequest,
  { inside, machine }: Roots,
  signal: AbortSignal,
): Promise<void> {
  const { hostPath, path, followLinks } = request;
  const source = findSource(addon, machine, hostPath, {
    followLinks,
    missing: () => impossible(`lstat ${hostPath}: no such file or directory`, hostPath),
  });
  const plan = planCopy(source, findDestination(addon, inside, path));
  requireDirectory(addon, inside, plan, () => missingIn(container, plan.directory));
  const archive = archiveOf(addon, { root: machine, at: source.at }, plan.as);
  await unpack(addon, { root: inside, directory: plan.directory }, archive, request.owner, signal);
}

async function take(
  addon: CopyParts['addon'],
  container: Container,
  request: CopyRequest,
  { inside, machine }: Roots,
  signal: AbortSignal,
): Promise<void> {
  const { hostPath, owner } = request;
  const source = findInContainer(addon, inside, container, request);
  const plan = planCopy(source, findDestination(addon, machine, hostPath));
  requireDirectory(addon, machine, plan, () =>
    impossible(`invalid output path: directory "${plan.directory}" does not exist`, hostPath),
  );
  const archive = archiveOf(addon, { root: inside, at: source.at }, plan.as);
  await unpack(addon, { root: machine, directory: plan.directory }, archive, owner, signal);
}

function findInContainer(
  addon: CopyParts['addon'],
  root: number,
  container: Container,
  { path, followLinks }: CopyOutRequest,
) {
  return findSource(addon, root, path, { followLinks, missing: () => missingIn(container, path) });
}

function missingIn({ record }: Container, path: string): TscomposeError {
  return impossible(`Could not find the file ${path} in container ${record.spec.name}`, path);
}

function requireDirectory(
  addon: CopyParts['addon'],
  root: number,
  { directory }: CopyPlan,
  missing: () => TscomposeError,
): void {
  if (findDestination(addon, root, directory).found !== 'directory') throw missing();
}

/** What lies there as a tar archive, under another name; leaving it ends its making. */
async function* archiveOf(
  addon: CopyParts['addon'],
  { root, at }: Packable,
  as: string,
): AsyncGenerator<Uint8Array> {
  const isRoot = at === '/';
  const parent = addon.openDirectoryInRoot(root, isRoot ? '/' : posix.dirname(at));
  const { reader, writer } = addon.openPipe();
  const socket = new Socket({ fd: reader, readable: true, writable: false });
  const packed = addon.packTree(parent, isRoot ? '.' : posix.basename(at), as, writer);
  // Whoever reads hears of a failure after the bytes.
  packed.catch(() => undefined);
  try {
    yield* socket as AsyncIterable<Uint8Array>;
    await packed;
  } catch (error) {
    throw copyError(error, at);
  } finally {
    socket.destroy();
  }
}

async function unpack(
  addon: CopyParts['addon'],
  { root, directory }: { readonly root: number; readonly directory: string },
  archive: AsyncIterable<Uint8Array>,
  owner: Owner,
  signal: AbortSignal,
): Promise<void> {
  const target = addon.openDirectoryInRoot(root, directory);
  const { reader, writer } = addon.openPipe();
  const socket = new Socket({ fd: writer, readable: false, writable: true });
  const options = { plain: true, ...(owner === undefined ? {} : { owner }) };
  const unpacking = addon.unpackLayer(`/proc/self/fd/${reader}`, `/proc/self/fd/${target}/.`, options);
  const done = unpacking.done.finally(() => {
    // Who still writes learns that nobody reads any more.
    closeSync(reader);
    closeSync(target);
  });
  done.catch(() => undefined);
  const cancel = () => unpacking.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await pipeline(archive, socket, { signal }).catch(async (error: unknown) => {
      unpacking.cancel();
      // What ended the reader is the cause, where it did.
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') await done;
      throw error;
    });
    await done;
  } catch (error) {
    if (signal.aborted) throw new TscomposeError('CANCELLED', 'interrupted', { cause: error });
    throw copyError(error, directory);
  } finally {
    signal.removeEventListener('abort', cancel);
    await done.catch(() => undefined);
  }
}

/** As {@link withContainerRoot}, for as long as somebody reads. */
async function holdContainerRoot(parts: CopyParts, container: Container) {
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const root = await new Promise<number>((resolve, reject) => {
    withContainerRoot(parts, container, (opened) => {
      resolve(opened);
      return released;
    }).catch(reject);
  });
  return { root, release };
}
