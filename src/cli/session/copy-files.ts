import { isAbsolute, resolve } from 'node:path';
import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { Cli } from '../cli.js';

/** What `cp` copies, and where. A container is named as the user did: a service, or a container. */
export type CopyWish =
  | { readonly direction: 'in'; readonly from: string; readonly container: string; readonly path: string }
  | { readonly direction: 'out'; readonly to: string; readonly container: string; readonly path: string };

/** Stands for standard input and output. */
export const STREAM = '-';

/** @throws USAGE when none or both are in containers, in Docker's words */
export function copyWish(source: string, destination: string): CopyWish {
  const from = splitPlace(source);
  const to = splitPlace(destination);
  if (from.container !== undefined && to.container !== undefined) {
    throw new TscomposeError('USAGE', 'copying between services is not supported');
  }
  if (to.container !== undefined)
    return { direction: 'in', from: source, container: to.container, path: to.path };
  if (from.container === undefined) throw new TscomposeError('USAGE', 'unknown copy direction');
  return { direction: 'out', to: destination, container: from.container, path: from.path };
}

/** `NAME:PATH`, or a path of the machine: one that begins with a slash or a dot always is. */
function splitPlace(text: string): { readonly container?: string; readonly path: string } {
  const at = text.indexOf(':');
  if (isAbsolute(text) || at <= 0 || text.startsWith('.')) return { path: text };
  return { container: text.slice(0, at), path: text.slice(at + 1) };
}

export interface CopyFlags {
  readonly archive?: true;
  readonly followLink?: true;
}

/** Copies between a container and the machine, or this process's own streams. @param id of the container */
export async function copyFiles(
  cli: Cli,
  client: EngineClient,
  wish: CopyWish & { readonly id: string },
  { archive, followLink }: CopyFlags,
  signal: AbortSignal,
): Promise<void> {
  const { path, id } = wish;
  const followLinks = followLink === true;
  if (wish.direction === 'in' && wish.from === STREAM) {
    await client.copyIn(id, { path }, cli.host.stdin as AsyncIterable<Uint8Array>, signal);
  } else if (wish.direction === 'out' && wish.to === STREAM) {
    await toStandardOutput(cli, client.copyOut(id, { path, followLinks }, signal));
  } else {
    const { direction } = wish;
    const hostPath = hostPathOf(cli.host.cwd, wish.direction === 'in' ? wish.from : wish.to);
    // What comes out belongs to whoever asked for it, as with Docker.
    const owner = direction === 'out' && !archive ? { owner: { uid: 0, gid: 0 } } : {};
    await client.copyFiles(id, { direction, path, hostPath, followLinks, ...owner }, signal);
  }
}

/** Absolute, with the ending that tells what is meant. */
function hostPathOf(cwd: string, path: string): string {
  const ending = /(^|\/)\.$/.test(path) ? '/.' : /\/$/.test(path) ? '/' : '';
  return `${resolve(cwd, path).replace(/\/$/, '')}${ending}`;
}

async function toStandardOutput(cli: Cli, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const { stdout } = cli.host;
  for await (const chunk of bytes) {
    if (!stdout.write(chunk)) await new Promise<void>((drained) => stdout.once('drain', drained));
  }
}
