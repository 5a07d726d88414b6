import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { ImageRoot } from '../../spec/parts.js';

/** What the monitor needs to mount a container's root: an overlay of these. */
export interface OverlayDirectories {
  /** Topmost first. */
  readonly lower: readonly string[];
  readonly upper: string;
  readonly work: string;
  /** Where it is mounted, inside the container's own mount namespace only. */
  readonly target: string;
}

/**
 * The directories of one container below `containers/ID/`: `upper` takes its changes, `work` is overlayfs's own, `root` is the
 * place of the mount.
 */
export class ContainerRootfs {
  readonly #addon: Pick<Addon, 'umount'>;
  readonly #directory: string;

  /** @param directory `containers/ID/` of the state root; it must exist */
  constructor(addon: Pick<Addon, 'umount'>, directory: string) {
    this.#addon = addon;
    this.#directory = directory;
  }

  /** Makes what is missing. */
  async create(): Promise<void> {
    const { upper, work, root } = this.#paths();
    await mkdir(upper, { recursive: true, mode: 0o755 });
    await mkdir(work, { recursive: true, mode: 0o700 });
    await mkdir(root, { recursive: true, mode: 0o755 });
  }

  /** What the overlay of this container on that image is made of. */
  overlay(image: ImageRoot): OverlayDirectories {
    const { upper, work, root } = this.#paths();
    return { lower: image.layers, upper, work, target: root };
  }

  /**
   * Removes the directories; absent is success. A mount that somebody left on `root` is taken off first: removing through it
   * would empty what is mounted.
   * @throws KERNEL when something still holds them
   */
  async remove(): Promise<void> {
    const { upper, work, root } = this.#paths();
    await this.#unmount(root);
    await removeTree(root);
    await removeTree(work);
    await removeTree(upper);
  }

  async #unmount(path: string): Promise<void> {
    for (const mounted of (await mountPoints()).filter((point) => isWithin(point, path)).reverse()) {
      this.#addon.umount(mounted, true);
    }
  }

  #paths(): { upper: string; work: string; root: string } {
    return {
      upper: join(this.#directory, 'upper'),
      work: join(this.#directory, 'work'),
      root: join(this.#directory, 'root'),
    };
  }
}

// The kernel gives a mount a moment to go after its namespace died; EBUSY until then.
const RETRIES = 5;
const RETRY_DELAY_MS = 40;

async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: RETRIES, retryDelay: RETRY_DELAY_MS });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TscomposeError('KERNEL', `cannot remove ${path}: ${(error as Error).message}`, {
      action: 'remove container files',
      subject: path,
      hint: 'Look with "lsattr -d" and "findmnt" for what protects or holds it, and remove the container again.',
      cause: error,
      ...(code === undefined ? {} : { errno: code }),
    });
  }
}

/** Mount points of this namespace in the order they were mounted (proc_pid_mountinfo(5)). */
async function mountPoints(): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  return table
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    );
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
